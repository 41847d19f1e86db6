"""TEAPPSXML as far as it identifies, amounts and addresses an invoice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.documents.invoice import Address
from simulator.documents.safe_xml import DocumentError
from simulator.documents.teapps import UNSTATED, read
from simulator.domain.money import Money
from tests.simulator.documents.teapps_invoices import teapps

DUE = "<DATE><DAY>28</DAY><MONTH>1</MONTH><CENTURY>20</CENTURY><DECADE_AND_YEAR>26</DECADE_AND_YEAR></DATE>"
VERSION = "<FORMAT_VERSION>3.0</FORMAT_VERSION>"
TOTAL = '<AMOUNT SIGN="+" VAT="INCLUDED">1250,00</AMOUNT>'


def refusal(content: bytes) -> str:
    """The sentence with which a document is refused; a full stop for one that is read."""
    try:
        read(content)
    except DocumentError as error:
        return str(error)
    return "."


def test_an_invoice_is_read_with_its_amounts_dates_and_reference() -> None:
    invoice = read(teapps())
    assert (invoice.version, invoice.number, invoice.type_code) == ("3.0", "1001", "00")
    assert (invoice.date, invoice.due_date) == (date(2026, 1, 14), date(2026, 1, 28))
    assert (invoice.total, invoice.total_without_vat) == (Money(125000, "EUR"), Money(99805, "EUR"))
    assert (invoice.vat, invoice.charges, invoice.paid) == (
        Money(25450, "EUR"),
        Decimal("10.00"),
        Decimal("2.55"),
    )
    assert (invoice.iban, invoice.bic, invoice.reference) == ("FI2112345600000785", "NDEAFIHH", "1234561")
    assert invoice.language == "SV"


def test_payee_and_receiver_are_read_as_the_document_names_them() -> None:
    seller, buyer = read(teapps()).seller, read(teapps()).buyer
    assert (seller.name, seller.business_id, seller.tax_code) == (
        "Tukku & Kauppa Oy",
        "0112038-9",
        "FI01120389",
    )
    assert (seller.eia, seller.operator) == ("003701120389", "003721291126")
    assert seller.address == Address("Satamakatu 1", "00160", "Helsinki", "FI")
    assert (buyer.name, buyer.business_id, buyer.customer_number) == ("Äyräs Öljy Oy", "2262509-5", "C-77")
    assert (buyer.eia, buyer.operator) == ("003722625095", "BAWCFI22")
    assert buyer.address == Address("Hämeentie 1, B 2", "00500", "Helsinki", "FI")
    assert (buyer.email, buyer.phone) == ("laskut@ayras.example", "+358401234567")
    assert buyer.is_consumer is False


def test_a_personal_identity_code_tells_a_consumer() -> None:
    company = "<ORGANIZATION_NUMBER>2262509-5</ORGANIZATION_NUMBER>"
    person = "<SOCIAL_SECURITY_NUMBER>010190-999X</SOCIAL_SECURITY_NUMBER>"
    assert read(teapps((company, person))).buyer.is_consumer is True


def test_rows_are_added_up_but_for_those_that_explain_others() -> None:
    invoice = read(teapps())
    oil, subtotal, thanks = invoice.rows
    assert (oil.description, oil.quantity, oil.unit_price) == ("Öljy", Decimal("2.5"), Decimal("395.22"))
    assert (oil.net, oil.vat, oil.total, oil.vat_percent) == (
        Decimal("988.05"),
        Decimal("251.95"),
        Decimal("1240.00"),
        Decimal("25.5"),
    )
    assert (subtotal.net, thanks.description) == (None, "Kiitos tilauksesta")
    # 988.05 and 10.00 on the whole invoice, its tax of 254.50, less 2.55 that were paid.
    assert invoice.rows_sum == Decimal("1250.00") == invoice.total.decimal


def test_rows_and_total_that_differ_by_a_cent_are_both_read_exactly() -> None:
    invoice = read(teapps((">1250,00<", ">1250,01<")))
    assert (invoice.rows_sum, invoice.total) == (Decimal("1250.00"), Money(125001, "EUR"))


@pytest.mark.parametrize(
    ("text", "number"), [("988,05", "988.05"), ("988.05", "988.05"), ("-988,05", "-988.05")]
)
def test_a_comma_and_a_point_stand_before_decimals_alike(text: str, number: str) -> None:
    changed = ('<AMOUNT SIGN="+" VAT="EXCLUDED">988,05</AMOUNT>\n      </ROW_TOTAL>', text)
    row = f'<AMOUNT VAT="EXCLUDED">{changed[1]}</AMOUNT></ROW_TOTAL>'
    assert read(teapps((changed[0], row))).rows[0].net == Decimal(number)


def test_the_sign_stands_beside_the_amount() -> None:
    discount = "</CHARGES_TOTAL><DISCOUNTS_TOTAL>{}</DISCOUNTS_TOTAL>"
    given_back = discount.format('<AMOUNT SIGN="-" VAT="EXCLUDED">4,00</AMOUNT>')
    assert read(teapps(("</CHARGES_TOTAL>", given_back))).charges == Decimal("14.00")


@pytest.mark.parametrize(
    ("stated", "version"), [("2.7", "2.7"), ("2.7.2", "2.7"), ("3.0", "3.0"), ("3.0.1", "3.0")]
)
def test_the_version_is_that_of_the_frame(stated: str, version: str) -> None:
    assert read(teapps((VERSION, f"<FORMAT_VERSION>{stated}</FORMAT_VERSION>"))).version == version


def test_a_document_may_leave_its_version_out() -> None:
    assert read(teapps((VERSION, ""))).version == UNSTATED
    assert read(teapps((VERSION, "<FORMAT_VERSION/>"))).version == UNSTATED


def test_a_due_date_in_words_is_none() -> None:
    assert read(teapps((DUE, "<VERBOSE_DATE>Heti</VERBOSE_DATE>"))).due_date is None


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1", "ISO-8859-15"])
def test_the_encodings_of_the_trade_are_read(encoding: str) -> None:
    assert read(teapps(encoding=encoding)).buyer.name == "Äyräs Öljy Oy"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (">3.0<", ">4.0<", r"FORMAT_VERSION \(line 8\) is '4.0': 2.7 or 3.0 is allowed"),
        (
            "</INVOICE>\n",
            "</INVOICE><INVOICE/>\n",
            r"INVOICES/INVOICE \(line 11\) stands there 2 times: once",
        ),
        ("INVOICES>", "ORDERS>", "CONTENT_FRAME/INVOICES/INVOICE .* is missing"),
        (
            "<INVOICE_TYPE>00",
            "<INVOICE_TYPE>01",
            "INVOICE_TYPE .* is '01': 00, 02, 03, 06, 09, 20 is allowed",
        ),
        ("<CODE>EUR", "<CODE>euro", "CURRENCY/CODE .* is 'euro': a currency of three capital letters"),
        (TOTAL, "", r'INVOICE_TOTAL/AMOUNT\[@VAT="INCLUDED"\] .* is missing'),
        (
            TOTAL,
            TOTAL.replace("1250,00", "1 250,00"),
            "is '1 250,00': digits, with a comma or a point before",
        ),
        (TOTAL, TOTAL.replace("1250,00", "1250,001"), "1250.001 has too many decimals: EUR has 2"),
        ("<DAY>28</DAY><MONTH>1<", "<DAY>30</DAY><MONTH>2<", "DUE_DATE/DATE .* is '2026-02-30': a date of"),
        ("<DAY>28</DAY>", "", "DUE_DATE/DATE .* is '2026-01-00': a date of the calendar"),
        ("<DAY>28<", "<DAY>0x1<", "DUE_DATE/DATE .* a date of the calendar"),
        ("<INVOICE_ID>1001<", "<INVOICE_ID> <", "HEADER/INVOICE_ID .* is missing"),
        ("RECEIVER>", "RECIPIENT>", "INVOICE/RECEIVER .* is missing"),
        ("Äyräs Öljy Oy", "", "CUSTOMER_INFORMATION/CUSTOMER_NAME .* is missing"),
        (
            "INVOICE_CENTER",
            "INVOICE_CENTRE",
            "first element is <INVOICE_CENTRE>: <INVOICE_CENTER> is allowed",
        ),
    ],
)
def test_a_wrong_document_is_refused_with_what_is_wrong_where_and_what_is_allowed(
    old: str, new: str, sentence: str
) -> None:
    with pytest.raises(DocumentError, match=sentence):
        read(teapps((old, new)))


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5200),
            st.integers(0, 40),
            st.sampled_from([b"", b"<", b">", b"&", b"\x00", b"\xff", b"9" * 30, b"<a/>", b"-"]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["UTF-8", "UTF-16", "ISO-8859-15"]),
)
def test_a_spoilt_document_is_read_or_refused_and_nothing_else(
    spoils: list[tuple[int, int, bytes]], encoding: str
) -> None:
    content = teapps(encoding=encoding)
    for at, length, new in spoils:
        content = content[:at] + new + content[at + length :]
    assert refusal(content).endswith(".")


@given(
    st.sampled_from(["1001<", "14<", "1250,00<", "00<", ">EUR", "3.0<", ">20<", ">+<"]),
    st.text(max_size=30),
)
def test_any_text_in_any_field_is_read_or_refused_and_nothing_else(field: str, text: str) -> None:
    safe = text.encode("utf-8", "ignore").decode().replace("<", "&lt;")
    content = teapps(encoding="UTF-8").replace(field.encode(), safe.encode() + field[-1:].encode())
    assert refusal(content).endswith(".")
