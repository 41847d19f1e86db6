import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.documents.finvoice import read
from simulator.documents.invoice import Address
from simulator.documents.safe_xml import MOST_MARKS, DocumentError
from simulator.domain.money import Money
from tests.simulator.documents.invoices import FRAME, document

TOTAL = "InvoiceTotalVatIncludedAmount"


def refusal(content: bytes) -> str:
    """The sentence with which a document is refused; a full stop for one that is read."""
    try:
        read(content)
    except DocumentError as error:
        return str(error)
    return "."


def test_an_invoice_is_read_with_its_amounts_dates_and_reference() -> None:
    invoice = read(document())
    assert (invoice.version, invoice.number, invoice.type_code) == ("3.0", "1001", "INV01")
    assert (invoice.date, invoice.due_date) == (date(2026, 1, 14), date(2026, 1, 28))
    assert (invoice.total, invoice.currency) == (Money(124000, "EUR"), "EUR")
    assert (invoice.total_without_vat, invoice.vat) == (Money(98805, "EUR"), Money(25195, "EUR"))
    assert (invoice.iban, invoice.bic) == ("FI2112345600000785", "NDEAFIHH")
    assert (invoice.reference, invoice.language) == ("1234561", "SV")


def test_seller_and_buyer_are_read_as_the_document_names_them() -> None:
    seller, buyer = read(document()).seller, read(document()).buyer
    assert (seller.name, seller.business_id, seller.tax_code) == (
        "Tukku & Kauppa Oy",
        "0112038-9",
        "FI01120389",
    )
    assert (seller.eia, seller.operator) == ("003701120389", "003721291126")
    assert (buyer.name, buyer.business_id, buyer.customer_number) == ("Äyräs Öljy Oy", "2262509-5", "C-77")
    assert (buyer.eia, buyer.operator) == ("003722625095", "BAWCFI22")
    assert buyer.address == Address("Hämeentie 1, B 2", "00500", "Helsinki", "FI")
    assert (buyer.email, buyer.phone) == ("laskut@ayras.example", "+358401234567")
    assert seller.address is None


def test_rows_are_read_and_added_up_and_rows_of_text_count_nothing() -> None:
    invoice = read(document())
    row, thanks = invoice.rows
    assert (row.description, row.quantity, row.unit_price) == ("Öljy", Decimal("2.5"), Decimal("395.22"))
    assert (row.net, row.vat, row.total, row.vat_percent) == (
        Decimal("988.05"),
        Decimal("251.95"),
        Decimal("1240.00"),
        Decimal("25.5"),
    )
    assert (thanks.description, thanks.gross) == ("Kiitos tilauksesta", None)
    assert invoice.rows_sum == Decimal("1240.00")


ROW_SUM = ('<RowAmount AmountCurrencyIdentifier="EUR">1240,00</RowAmount>', "")
ROW_TAX = ('<RowVatAmount AmountCurrencyIdentifier="EUR">251,95</RowVatAmount>', "")
TAX = ('<InvoiceTotalVatAmount AmountCurrencyIdentifier="EUR">251,95</InvoiceTotalVatAmount>', "")


def test_a_row_without_its_sum_adds_net_and_tax_its_own_or_that_of_the_invoice() -> None:
    assert read(document("UTF-8", ROW_SUM)).rows_sum == Decimal("1240.00")
    assert read(document("UTF-8", ROW_SUM, ROW_TAX)).rows_sum == Decimal("1240.00")
    assert read(document("UTF-8", ROW_SUM, ROW_TAX, TAX)).rows_sum is None


def test_rows_and_total_that_differ_by_a_cent_are_both_read_exactly() -> None:
    invoice = read(document("UTF-8", (f">1240,00</{TOTAL}>", f">1240,01</{TOTAL}>")))
    assert (invoice.rows_sum, invoice.total) == (Decimal("1240.00"), Money(124001, "EUR"))


AMOUNT = 'AmountCurrencyIdentifier="EUR"'
EXCLUDED = "<InvoiceTotalVatExcludedAmount"


TOTALS = (
    f"<DiscountsTotalVatExcludedAmount {AMOUNT}>20,00</DiscountsTotalVatExcludedAmount>"
    f"<ChargesTotalVatExcludedAmount {AMOUNT}>5,00</ChargesTotalVatExcludedAmount>"
)
ONE_BY_ONE = (
    f"<DiscountDetails><Amount {AMOUNT}>12,00</Amount></DiscountDetails>"
    f"<DiscountDetails><Amount {AMOUNT}>8,00</Amount></DiscountDetails>"
    f"<ChargeDetails><Amount {AMOUNT}>5,00</Amount></ChargeDetails>"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [(EXCLUDED, TOTALS + EXCLUDED), ("</InvoiceDetails>", f"{ONE_BY_ONE}</InvoiceDetails>")],
)
def test_discounts_and_charges_on_the_whole_invoice_are_part_of_what_its_rows_come_to(
    old: str, new: str
) -> None:
    # 988.05 - 20.00 + 5.00 = 973.05 without tax, and the tax that the invoice says, 248.13: 1221.18.
    invoice = read(document("UTF-8", (old, new), ("251,95</InvoiceTotal", "248,13</InvoiceTotal")))
    assert (invoice.charges, invoice.rows_sum) == (Decimal("-15.00"), Decimal("1221.18"))


def test_what_was_paid_before_is_not_to_be_paid_again() -> None:
    paid = f"</{TOTAL}><InvoicePaidAmount {AMOUNT}>240,00</InvoicePaidAmount>"
    invoice = read(document("UTF-8", (f"</{TOTAL}>", paid)))
    assert (invoice.total, invoice.paid) == (Money(100000, "EUR"), Decimal("240.00"))
    assert invoice.rows_sum == Decimal("1000.00")


def test_the_tax_is_read_rate_by_rate() -> None:
    taxes = (
        f"<VatSpecificationDetails><VatBaseAmount {AMOUNT}>988,05</VatBaseAmount>"
        f"<VatRatePercent>25,5</VatRatePercent><VatRateAmount {AMOUNT}>251,95</VatRateAmount>"
        "</VatSpecificationDetails><PaymentTermsDetails>"
    )
    (tax,) = read(document("UTF-8", ("<PaymentTermsDetails>", taxes))).taxes
    assert (tax.percent, tax.base, tax.amount) == (Decimal("25.5"), Decimal("988.05"), Decimal("251.95"))


EPI_ACCOUNT = '<EpiAccountID IdentificationSchemeName="IBAN">FI2112345600000785</EpiAccountID>'


def test_an_iban_goes_before_a_national_account_and_is_kept_when_it_is_wrong() -> None:
    national = '<EpiAccountID IdentificationSchemeName="BBAN">50001520000081</EpiAccountID>'
    assert read(document("UTF-8", (EPI_ACCOUNT, national))).iban == "FI2112345600000785"
    wrong = read(document("UTF-8", ("FI2112345600000785</Epi", "fi22 1234 5600 0007 85</Epi")))
    assert (wrong.iban, wrong.has_sound_iban) == ("FI2212345600000785", False)
    assert read(document()).has_sound_iban


@pytest.mark.parametrize("version", ["1.3", "2.0", "2.01"])
def test_in_older_documents_quantity_and_description_may_stand_elsewhere(version: str) -> None:
    row = (
        '<DeliveredQuantity QuantityUnitCode="kpl">145,00</DeliveredQuantity>'
        f"<UnitPriceAmount {AMOUNT}>2,50</UnitPriceAmount><RowFreeText>Tavara</RowFreeText>"
    )
    old = '<ArticleName>Öljy</ArticleName>\n  <InvoicedQuantity QuantityUnitCode="kpl">2,5</InvoicedQuantity>'
    invoice = read(document("UTF-8", ('Version="3.0"', f'Version="{version}"'), (old, row)))
    assert (invoice.rows[0].description, invoice.rows[0].quantity) == ("Tavara", Decimal("145.00"))


def test_a_post_office_box_is_an_address_where_there_is_no_street() -> None:
    street = "<BuyerStreetName>Hämeentie 1</BuyerStreetName><BuyerStreetName>B 2</BuyerStreetName>"
    box = (
        "</CountryCode>",
        "</CountryCode><BuyerPostOfficeBoxIdentifier>PL 220</BuyerPostOfficeBoxIdentifier>",
    )
    assert read(document("UTF-8", (street, ""), box)).buyer.address == Address(
        "PL 220", "00500", "Helsinki", "FI"
    )


def test_of_several_terms_of_payment_the_first_due_date_counts() -> None:
    more = '</PaymentTermsDetails><PaymentTermsDetails><InvoiceDueDate Format="CCYYMMDD">20260301</InvoiceDueDate>'
    invoice = read(document("UTF-8", ("</PaymentTermsDetails>", f"{more}</PaymentTermsDetails>")))
    assert invoice.due_date == date(2026, 1, 28)


def test_the_last_day_that_a_calendar_has_is_read() -> None:
    assert read(document("UTF-8", ("20260128<", "99991231<"))).due_date == date(9999, 12, 31)


def test_rows_below_a_row_are_read_too() -> None:
    below = (
        "<InvoiceRow><SubInvoiceRow><SubArticleName>Rahti</SubArticleName>"
        '<SubRowAmount AmountCurrencyIdentifier="EUR">10,5</SubRowAmount></SubInvoiceRow></InvoiceRow>'
        "<EpiDetails>"
    )
    invoice = read(document("UTF-8", ("<EpiDetails>", below)))
    assert [row.description for row in invoice.rows][2:] == [None, "Rahti"]
    assert invoice.rows_sum == Decimal("1250.50")


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1", "ISO-8859-15", "utf-8"])
def test_the_encodings_of_the_trade_are_read(encoding: str) -> None:
    assert read(document(encoding)).buyer.name == "Äyräs Öljy Oy"


def test_a_document_without_declaration_is_utf_8_and_a_byte_order_mark_is_no_text() -> None:
    bare = document().split(b"\n", 1)[1]
    assert read(bare).buyer.name == "Äyräs Öljy Oy"
    assert read(b"\xef\xbb\xbf" + document()).number == "1001"
    assert read(document().decode().replace("UTF-8", "UTF-16").encode("utf-16-le")).number == "1001"


def test_in_iso_8859_15_the_euro_sign_is_where_latin_1_has_another() -> None:
    assert read(document("ISO-8859-15", ("Öljy</Art", "Öljy 5 €</Art"))).rows[0].description == "Öljy 5 €"


@pytest.mark.parametrize("before", ["", "\n", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- frame -->"])
def test_a_soap_frame_before_the_document_is_passed_over(before: str) -> None:
    content = (before + FRAME).encode() + document("ISO-8859-15")
    assert read(content).buyer.name == "Äyräs Öljy Oy"


def test_a_doctype_without_declarations_of_its_own_is_ignored() -> None:
    doctype = '<!DOCTYPE Finvoice SYSTEM "Finvoice.dtd">\n<Finvoice Version'
    assert read(document("UTF-8", ("<Finvoice Version", doctype))).number == "1001"


def test_a_national_reference_loses_its_zeros_and_an_rf_reference_its_spaces() -> None:
    def reference(text: str) -> str | None:
        return read(document("UTF-8", ("00000000000001234561", text))).reference

    assert reference("RF34 1234 561") == "RF341234561"
    assert reference("0000") is None
    assert reference("") is None


def test_without_payment_terms_the_due_date_is_that_of_the_payment_instruction() -> None:
    terms = re.compile(rb"<PaymentTermsDetails>.*?</PaymentTermsDetails>", re.DOTALL)
    content = terms.sub(b"", document()).replace(
        b'<EpiDateOptionDate Format="CCYYMMDD">20260128', b'<EpiDateOptionDate Format="CCYYMMDD">20260130'
    )
    assert read(content).due_date == date(2026, 1, 30)


def test_an_older_version_is_read_as_far_as_it_is_equal() -> None:
    assert read(document("UTF-8", ('Version="3.0"', 'Version="1.3"'))).version == "1.3"


def test_comments_and_cdata_within_a_text_do_not_break_it() -> None:
    number = "<InvoiceNumber><![CDATA[10]]><!-- no --><?no no?>01</InvoiceNumber>"
    assert read(document("UTF-8", ("<InvoiceNumber>1001</InvoiceNumber>", number))).number == "1001"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('Version="3.0"', 'Version="4.0"', r"Finvoice/@Version is '4.0': 1.3, 2.0, 2.01, 3.0 are allowed"),
        ("<InvoiceNumber>1001<", "<InvoiceNumber> <", r"InvoiceDetails/InvoiceNumber \(line 43\) is missing"),
        (">INV01<", ">LASKU<", "InvoiceTypeCode .* is 'LASKU': three letters and two digits"),
        ("20260114</InvoiceDate>", "20260230</InvoiceDate>", "InvoiceDate .* is '20260230': a date of the"),
        (
            "20260114</InvoiceDate>",
            "14.1.2026</InvoiceDate>",
            "is '14.1.2026': a date of the calendar as CCYYMMDD",
        ),
        (
            '<InvoiceDate Format="CCYYMMDD"',
            '<InvoiceDate Format="DDMMCCYY"',
            "@Format .* is 'DDMMCCYY': CCYYMMDD",
        ),
        (f">1240,00</{TOTAL}>", f">1240.00</{TOTAL}>", "'1240.00': digits with a decimal comma, as 1240,00"),
        (f">1240,00</{TOTAL}>", f">1240,001</{TOTAL}>", "1240.001 has too many decimals: EUR has 2"),
        (f">1240,00</{TOTAL}>", f">999999999999,00</{TOTAL}>", "is too large: at most 100000000000.00 EUR"),
        (f">1240,00</{TOTAL}>", f"></{TOTAL}>", f"InvoiceDetails/{TOTAL} .* is missing"),
        (f'{TOTAL} AmountCurrencyIdentifier="EUR"', f"{TOTAL}", "is '': a currency of three capital letters"),
        (
            'RowAmount AmountCurrencyIdentifier="EUR"',
            'RowAmount AmountCurrencyIdentifier="SEK"',
            "total, EUR",
        ),
        (
            "<BuyerOrganisationName>Äyräs Öljy Oy<",
            "<BuyerOrganisationName><",
            "BuyerOrganisationName .* is missing",
        ),
        ("InvoiceDetails>", "InvoiceDetail>", "Finvoice/InvoiceDetails .* is missing"),
        ("Finvoice", "Teapps", "first element is <Teapps>: <Finvoice> is allowed"),
        ("<Finvoice Version", '<Finvoice xmlns="urn:x" Version', "first element is <{urn:x}Finvoice>"),
        ("</InvoiceDetails>", "", "not well-formed XML: .*mismatch.*line"),
        ("1001<", "&secret;<", "not well-formed XML: .*secret"),
        ("1001<", "&#0;<", "not well-formed XML"),
    ],
)
def test_a_wrong_document_is_refused_with_what_is_wrong_where_and_what_is_allowed(
    old: str, new: str, sentence: str
) -> None:
    with pytest.raises(DocumentError, match=sentence):
        read(document("UTF-8", (old, new)))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b'<?xml version="1.0"?>', "is empty"),
        (FRAME.encode(), "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"\xff\xfe<", "not in the encoding"),
        (b"\xff\xfe" + b"\x00\xd8", "not in the encoding"),
        (b"PK\x03\x04 a zip file", "not well-formed XML"),
        (b"{}", "not well-formed XML"),
        (FRAME.replace("</SOAP-ENV:Envelope>", "").encode(), "SOAP frame does not end"),
        (document().replace(b"UTF-8", b"EBCDIC"), "encoding is 'ebcdic': UTF-8, UTF-16"),
        (document().replace(b"UTF-8", b"UTF-7"), "encoding is 'utf-7'"),
        (document().replace(b"UTF-8", b"UTF-16"), "not in the encoding|not well-formed"),
        (document("ISO-8859-1").replace(b"ISO-8859-1", b"UTF-8"), "not in the encoding that it says"),
        (document() + document(), "not well-formed XML"),
        (b"<a>" * 5000 + b"</a>" * 5000, "not well-formed XML: .*depth"),
    ],
)
def test_what_is_no_document_at_all_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(DocumentError, match=f"(?i){sentence}"):
        read(content)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Finvoice [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE Finvoice [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!-- first --><?and then?><!DOCTYPE Finvoice SYSTEM "a[>]" [\n]>',
        "<!DOCTYPE Finvoice PUBLIC '-//a' 'http://127.0.0.1/x.dtd' []>",
    ],
)
def test_a_doctype_with_declarations_is_refused_before_anything_is_expanded(doctype: str) -> None:
    with pytest.raises(DocumentError, match="DOCTYPE has declarations of its own"):
        read(document("UTF-8", ("<Finvoice Version", f"{doctype}<Finvoice Version")))


def test_an_entity_that_only_an_external_dtd_could_declare_is_refused() -> None:
    doctype = '<!DOCTYPE Finvoice SYSTEM "Finvoice.dtd"><Finvoice Version'
    with pytest.raises(DocumentError, match="refers to an entity"):
        read(document("UTF-8", ("<Finvoice Version", doctype), ("1001<", "&number;<")))


@pytest.mark.parametrize("inner", ["<a/>", "<a b=''/>", "<a></a>"])
def test_a_document_of_more_elements_and_attributes_than_an_invoice_has_is_refused_unparsed(
    inner: str,
) -> None:
    content = f"<Finvoice>{inner * MOST_MARKS}</Finvoice>".encode()
    with pytest.raises(DocumentError, match=r"times < or =: at most 1,000,000 are allowed"):
        read(content)


def test_long_white_space_before_nothing_is_refused_at_once() -> None:
    # A pattern that tried every way to split the spaces would not end.
    with pytest.raises(DocumentError, match="not well-formed"):
        read(b" " * 200_000 + b"x")


SPOILS = st.lists(
    st.tuples(
        st.integers(0, 4000),
        st.integers(0, 40),
        st.sampled_from(
            [b"", b"<", b">", b"&", b"]]>", b"\x00", b"\xff", b"<![CDATA[", b"<!--", b"9" * 30, b"<a/>", b"'"]
        ),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=400)
@given(SPOILS, st.sampled_from(["UTF-8", "UTF-16", "ISO-8859-15"]), st.booleans())
def test_a_spoilt_document_is_read_or_refused_and_nothing_else(
    spoils: list[tuple[int, int, bytes]], encoding: str, framed: bool
) -> None:
    content = (FRAME.encode() if framed else b"") + document(encoding)
    for at, length, new in spoils:
        content = content[:at] + new + content[at + length :]
    assert refusal(content).endswith(".")


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(DocumentError):
        read(content)


@given(
    st.sampled_from(["1001<", "20260114<", "1240,00<", "INV01<", ">EUR", "CCYYMMDD", "3.0", "FI<"]),
    st.text(max_size=30),
)
def test_any_text_in_any_field_is_read_or_refused_and_nothing_else(field: str, text: str) -> None:
    safe = text.encode("utf-8", "ignore").decode()
    content = document().replace(field.encode(), safe.encode() + field[-1:].encode())
    assert refusal(content).endswith(".")
