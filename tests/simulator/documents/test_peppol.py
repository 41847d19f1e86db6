import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.documents.invoice import Address
from simulator.documents.peppol import read
from simulator.documents.safe_xml import DocumentError
from simulator.domain.money import Money
from tests.simulator.documents.peppol_invoices import credit_note, finnish, norwegian
from tests.simulator.documents.peppol_mistakes import REFUSED


def refusal(content: bytes) -> str:
    """The sentence with which a document is refused; a full stop for one that is read."""
    try:
        read(content)
    except DocumentError as error:
        return str(error)
    return "."


def test_an_invoice_is_read_with_its_dates_amounts_account_and_reference() -> None:
    invoice = read(norwegian())
    assert (invoice.version, invoice.number, invoice.type_code) == ("3.0", "F-2026/17", "380")
    assert (invoice.date, invoice.due_date) == (date(2026, 1, 14), date(2026, 1, 28))
    assert (invoice.total_without_vat, invoice.vat) == (Money(216000, "NOK"), Money(52000, "NOK"))
    assert (invoice.iban, invoice.bic, invoice.language) == ("NO9386011117947", "DNBANOKK", None)


def test_the_total_is_what_is_due_after_a_payment_in_advance_and_rounding() -> None:
    # 2680.00 with tax, less 680.40 that were paid, and 0.40 rounded up.
    assert read(norwegian()).total == Money(200000, "NOK")


def test_seller_and_buyer_are_read_with_their_registers_numbers_and_peppol_addresses() -> None:
    seller, buyer = read(norwegian()).seller, read(norwegian()).buyer
    assert (seller.name, seller.business_id) == ("Fjordens Båt & Bøye AS", "310000019")
    assert (seller.eia, seller.tax_code) == ("0192:310000019", "NO310000019MVA")
    assert seller.address == Address("Storgata 1", "8001", "Bodø", "NO")
    assert (seller.phone, seller.email, seller.customer_number) == ("+4741234567", None, None)
    assert (buyer.name, buyer.business_id, buyer.eia) == ("Ærlig Øl AS", "310000027", "0192:310000027")
    assert buyer.address == Address("Havnegata 2, Brygge B", "6002", "Ålesund", "NO")
    assert (buyer.phone, buyer.email) == ("+4747654321", "faktura@aerlig.example")
    assert (buyer.customer_number, buyer.tax_code, buyer.operator) == ("K-42", None, None)


def test_finnish_and_swedish_parties_are_read_in_their_own_schemes() -> None:
    invoice = read(finnish())
    assert (invoice.seller.eia, invoice.seller.business_id) == ("0216:003701120389", "0112038-9")
    assert (invoice.buyer.eia, invoice.buyer.business_id) == ("0007:5599000014", "5599000014")
    assert invoice.buyer.address == Address("", "", "", "SE")


@pytest.mark.parametrize("scheme", ["0037", "0088", "0212", "0213", "9930"])
def test_an_address_of_any_other_scheme_is_taken_as_it_is(scheme: str) -> None:
    changed = finnish(('<cbc:EndpointID schemeID="0216">', f'<cbc:EndpointID schemeID="{scheme}">'))
    assert read(changed).seller.eia == f"{scheme}:003701120389"


def test_a_consumer_who_has_no_electronic_address_and_no_number_can_owe_too() -> None:
    endpoint = '<cbc:EndpointID schemeID="0007">5599000014</cbc:EndpointID>'
    number = '<cbc:CompanyID schemeID="0007">5599000014</cbc:CompanyID>'
    buyer = read(finnish((endpoint, ""), (number, ""))).buyer
    assert (buyer.name, buyer.eia, buyer.business_id) == ("Kund AB", None, None)


def test_lines_are_read_without_tax_and_the_price_is_that_of_one() -> None:
    first, second, third = read(norwegian()).rows
    assert (first.description, first.quantity, first.unit_price) == ("Båtpuss", Decimal(24), Decimal(50))
    assert (first.net, first.vat_percent, first.gross) == (Decimal("1200.00"), Decimal(25), None)
    assert (second.unit_price, third.vat_percent, third.net) == (Decimal(800), Decimal(15), Decimal(200))


def test_a_kid_keeps_its_zeros_and_a_finnish_reference_loses_those_that_fill_it_up() -> None:
    assert read(norwegian()).reference == "00000123455"
    assert read(finnish()).reference == "10016"
    assert read(finnish(("00000 00000 00000 10016", "RF71 10016"))).reference == "RF7110016"


def test_an_ocr_reference_keeps_its_length_and_without_a_payment_id_there_is_no_reference() -> None:
    swedish = ("<cbc:IdentificationCode>FI", "<cbc:IdentificationCode>SE")
    reference = ("00000 00000 00000 10016", "0123450")
    assert read(finnish(swedish, reference)).reference == "0123450"
    assert read(finnish(("<cbc:PaymentID>00000 00000 00000 10016</cbc:PaymentID>", ""))).reference is None


def test_an_invoice_may_name_several_means_of_payment_of_which_the_first_reference_counts() -> None:
    means = "<cac:PaymentMeans><cbc:PaymentMeansCode>49</cbc:PaymentMeansCode></cac:PaymentMeans><cac:PaymentMeans>"
    assert read(norwegian(("<cac:PaymentMeans>", means))).reference == "00000123455"


def test_an_invoice_without_due_date_is_read_and_has_none() -> None:
    assert read(finnish((" <cbc:DueDate>2026-01-28</cbc:DueDate>\n", ""))).due_date is None


def test_the_tax_may_be_told_in_the_currency_of_its_accounting_too() -> None:
    code = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
    other = '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">2890.15</cbc:TaxAmount></cac:TaxTotal>'
    changes = (
        (code, f"{code}<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>"),
        (" <cac:LegalMonetaryTotal>", f"{other}<cac:LegalMonetaryTotal>"),
    )
    assert read(finnish(*changes)).vat == Money(25500, "EUR")


def test_a_specification_that_builds_on_peppol_bis_is_one_of_it() -> None:
    extended = ("billing:3.0<", "billing:3.0#conformant#urn:example:ours:1.0<")
    assert read(finnish(extended)).number == "1001"


def test_other_prefixes_comments_and_cdata_change_nothing() -> None:
    prefixed = finnish().replace(b"cbc:", b"b:").replace(b"xmlns:cbc=", b"xmlns:b=")
    assert read(prefixed.replace(b"<b:ID>1001<", b"<b:ID><![CDATA[10]]><!-- no -->01<")).number == "1001"


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1", "ISO-8859-15"])
def test_the_encodings_of_the_trade_are_read(encoding: str) -> None:
    assert read(norwegian(encoding=encoding)).buyer.name == "Ærlig Øl AS"


def test_a_credit_note_is_refused_with_what_it_is() -> None:
    assert refusal(credit_note()).startswith("The document is a CreditNote: an Invoice is allowed")


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_wrong_document_is_refused_with_the_place_what_is_there_what_is_allowed_and_the_rule(
    sentence: str,
) -> None:
    pattern = ".*".join(re.escape(part.strip()) for part in sentence.split("…"))
    assert re.fullmatch(pattern, refusal(finnish(REFUSED[sentence])))


def test_an_amount_has_no_more_decimals_than_its_currency() -> None:
    yen = finnish(("EUR", "JPY"), ("1255.00</cbc:Pay", "1255.50</cbc:Pay"))
    assert refusal(yen).endswith("The amount 1255.50 has too many decimals: JPY has 0 (BT-115).")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (">100.00</cbc:Allow", ">99.00</cbc:Allow", "BR-CO-13"),
        (">60.00</cbc:Charge", ">61.00</cbc:Charge", "BR-CO-13"),
        (">680.40</cbc:Pre", ">680.00</cbc:Pre", "BR-CO-16"),
        (">0.40</cbc:Payable", ">0.41</cbc:Payable", "BR-CO-16"),
        (">30.00</cbc:Tax", ">31.00</cbc:Tax", "BR-CO-14"),
        (">200.0</cbc:Line", ">201.0</cbc:Line", "BR-CO-10"),
        (">0.40</cbc:Payable", ">0.400</cbc:Payable", "BR-DEC-17"),
        (">680.40</cbc:Pre", ">680.400</cbc:Pre", "BR-DEC-16"),
    ],
)
def test_discounts_freight_advance_payments_and_rounding_are_counted_to_the_cent(
    old: str, new: str, rule: str
) -> None:
    assert refusal(norwegian((old, new))).endswith(f"{rule}).")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a zip file", "not well-formed XML"),
        (b"<Invoice/>", "<Invoice>: <{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice>, "),
        (finnish().replace(b"Invoice-2", b"Order-2"), "first element is <{urn:oasis:names:specification:ubl"),
        (finnish().replace(b"</cac:TaxTotal>", b"", 1), "not well-formed XML"),
        (finnish().replace(b"UTF-8", b"EBCDIC"), "encoding is 'ebcdic'"),
        (norwegian(encoding="ISO-8859-1").replace(b"ISO-8859-1", b"UTF-8"), "not in the encoding that it says"),
        (finnish(("<{root} ", '<!DOCTYPE Invoice [<!ENTITY a "b">]><{root} ')), "DOCTYPE has declarations"),
        (finnish(("<{root} ", '<!DOCTYPE Invoice SYSTEM "x.dtd"><{root} '), (">1001<", ">&a;<")), "to an entity"),
        (finnish((">1001<", ">&a;<")), "not well-formed XML"),
        (b"<a>" * 5000 + b"</a>" * 5000, "not well-formed XML"),
    ],
)  # fmt: skip
def test_what_is_no_such_document_at_all_is_refused_as_for_every_other_format(
    content: bytes, sentence: str
) -> None:
    assert sentence in refusal(content)


SPOILS = st.lists(
    st.tuples(
        st.integers(0, 5000),
        st.integers(0, 40),
        st.sampled_from(
            [b"", b"<", b">", b"&", b"]]>", b"\x00", b"\xff", b"<![CDATA[", b"<!--", b"9" * 30, b"<a/>", b"'"]
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300)
@given(SPOILS, st.sampled_from(["UTF-8", "UTF-16", "ISO-8859-15"]))
def test_a_spoilt_document_is_read_or_refused_and_nothing_else(
    spoils: list[tuple[int, int, bytes]], encoding: str
) -> None:
    content = finnish(encoding=encoding)
    for at, length, new in spoils:
        content = content[:at] + new + content[at + length :]
    assert refusal(content).endswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(content: bytes) -> None:
    assert len(refusal(content)) > 1


FIELDS = ["1001<", "2026-01-14<", "2026-01-28<", "1255.00<", "255.00<", "380<", ">EUR", '"EUR', '"0007', '"0216',
          "5599000014<", "10016<", "FI<", "Tukku Oy<", "500.00<", "25.5<", ">2<"]  # fmt: skip


@settings(max_examples=300)
@given(
    st.sampled_from(FIELDS), st.text(max_size=30) | st.sampled_from(["-0", "+1.5", "9" * 15, "0.0000000001"])
)
def test_any_text_in_any_field_is_read_or_refused_and_nothing_else(field: str, text: str) -> None:
    safe = text.encode("utf-8", "ignore").decode()
    kept = field[-1] if field.endswith("<") else ""
    content = finnish().replace(field.encode(), f"{'' if kept else field[0]}{safe}{kept}".encode())
    assert refusal(content).endswith(".")


@given(st.integers(1, 10**9), st.integers(0, 10**8))
def test_totals_that_agree_are_read_and_one_cent_more_is_refused(net: int, tax: int) -> None:
    def text(cents: int) -> str:
        return Money(cents, "EUR").text

    amounts = ((">1000.00<", f">{text(net)}<"), (">255.00<", f">{text(tax)}<"))
    right = finnish(*amounts, (">1255.00<", f">{text(net + tax)}<"))
    assert read(right).total == Money(net + tax, "EUR")
    assert refusal(finnish(*amounts, (">1255.00<", f">{text(net + tax + 1)}<"))).endswith("BR-CO-15).")


def test_lines_without_tax_come_to_the_total_with_what_is_on_the_whole_invoice() -> None:
    # 2200.00 - 100.00 + 60.00, tax of 520.00, less 680.40 that were paid and with 0.40 that it was rounded up by.
    invoice = read(norwegian())
    assert (invoice.charges, invoice.paid) == (Decimal("-40.00"), Decimal("680.00"))
    assert invoice.rows_sum == Decimal("2000.00") == invoice.total.decimal


def test_the_tax_is_read_rate_by_rate() -> None:
    taxes = [(tax.percent, tax.base, tax.amount) for tax in read(norwegian()).taxes]
    assert taxes == [
        (Decimal(25), Decimal("1960.00"), Decimal("490.00")),
        (Decimal(15), Decimal("200.00"), Decimal("30.00")),
    ]
