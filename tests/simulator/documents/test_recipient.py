"""What the recipient of an invoice gets when somebody else collects it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from simulator.documents import finvoice, readers, recipient
from simulator.documents.invoice import Invoice
from simulator.documents.recipient import Payment, bar_code
from simulator.documents.safe_xml import DocumentError
from simulator.domain.money import Money
from tests.simulator.documents.finvoice_shape import mistakes
from tests.simulator.documents.invoices import FRAME, document
from tests.simulator.documents.peppol_invoices import finnish, norwegian
from tests.simulator.documents.strange_invoices import INVOICES
from tests.simulator.documents.teapps_invoices import teapps

if TYPE_CHECKING:
    from lxml.etree import _Element

PAYMENT = Payment(
    iban="FI4250001510000023",
    bic="OKOYFIHH",
    payee="Perijä Oy",
    reference="98765432103",
    clause="Tämä saatava on siirretty Perijä Oy:lle, jolle se maksetaan vapauttavin vaikutuksin eräpäivänä.",
    online_text="Laskun tiedot ja maksaminen verkossa:",
    link="https://maksa.example/laskut",
    login="Tunnus 1001-7, salasana KUKKA",
)
OLD = document("ISO-8859-15", ('Version="3.0"', 'Version="2.0"'))


def written(content: bytes, payment: Payment = PAYMENT) -> _Element:
    return etree.fromstring(recipient.write(content, payment))


def texts(root: _Element, path: str) -> list[str | None]:
    return [found.text for found in root.iterfind(path)]


SECOND_ACCOUNT = "<SellerAccountDetails><SellerAccountID/></SellerAccountDetails><InvoiceRecipientDetails/>"
BEFORE_ROWS = (
    "<PartialPaymentDetails><PartialPaymentReferenceIdentifier>1234561</PartialPaymentReferenceIdentifier>"
    "</PartialPaymentDetails><FactoringAgreementDetails><FactoringPartyName>Toinen</FactoringPartyName>"
    f"</FactoringAgreementDetails><VirtualBankBarcode>{'4' * 54}</VirtualBankBarcode>"
)
AT_THE_END = (
    "<InvoiceUrlNameText>Ehdot</InvoiceUrlNameText><InvoiceUrlText>https://tukku.example</InvoiceUrlText>"
    "<ControlChecksum>1</ControlChecksum><MessageChecksum>2</MessageChecksum>"
    "<OriginalInvoiceFormat>oma</OriginalInvoiceFormat>"
)
# A Finvoice that has nearly everything beside what is changed, each in its place by the schema.
SURROUNDED = document(
    "UTF-8",
    ("</SellerAccountDetails>", f"</SellerAccountDetails>{SECOND_ACCOUNT}"),
    (" <InvoiceRecipientLanguageCode>", "<InvoiceSenderPartyDetails/><InvoiceRecipientLanguageCode>"),
    (
        "<PaymentTermsDetails>",
        "<InvoiceFreeText>Kiitos</InvoiceFreeText><InvoiceVatFreeText/><PaymentTermsDetails>",
    ),
    (" <InvoiceRow>\n  <ArticleName>Öljy", f"{BEFORE_ROWS}<InvoiceRow>\n  <ArticleName>Öljy"),
    (
        "<EpiAccountID",
        "<EpiNameAddressDetails>Tukku</EpiNameAddressDetails><EpiBei>12345678</EpiBei><EpiAccountID",
    ),
    ("</Finvoice>", f"{AT_THE_END}</Finvoice>"),
)


@pytest.mark.parametrize(
    "content",
    [document(), SURROUNDED, FRAME.encode() + document("ISO-8859-15"), OLD, finnish(), norwegian(), teapps()],
    ids=["finvoice", "surrounded", "framed", "older", "peppol", "norwegian", "teapps"],
)
def test_whatever_came_is_to_be_paid_to_the_collector_by_its_reference(content: bytes) -> None:
    _, before = readers.read(content)
    after = finvoice.read(recipient.write(content, PAYMENT))
    assert (after.version, after.iban, after.bic) == ("3.0", PAYMENT.iban, PAYMENT.bic)
    assert after.reference == PAYMENT.reference
    assert (after.number, after.date, after.due_date) == (before.number, before.date, before.due_date)
    assert (after.total, after.vat, after.total_without_vat) == (
        before.total,
        before.vat,
        before.total_without_vat,
    )
    assert (after.rows_sum, after.taxes) == (before.rows_sum, before.taxes)
    address = before.buyer.address
    assert after.buyer.name == before.buyer.name
    assert after.buyer.address == (address if address and address.is_full else None)
    assert [row.gross for row in after.rows] == [row.gross for row in before.rows]
    assert before.iban is None or before.iban not in recipient.write(content, PAYMENT).decode()


def test_the_payee_the_clause_and_the_way_to_the_online_service_stand_in_it() -> None:
    root = written(document())
    payee = "EpiDetails/EpiPartyDetails/EpiBeneficiaryPartyDetails/EpiNameAddressDetails"
    assert texts(root, payee) == texts(root, "FactoringAgreementDetails/FactoringPartyName") == ["Perijä Oy"]
    clause = texts(root, "FactoringAgreementDetails/FactoringFreeText")
    assert " ".join(filter(None, clause)) == PAYMENT.clause
    assert texts(root, "InvoiceDetails/InvoiceFreeText") == [
        PAYMENT.online_text,
        PAYMENT.link,
        PAYMENT.login,
    ]
    assert texts(root, "InvoiceUrlText") == [PAYMENT.link]
    epi = root.find("EpiDetails/EpiPaymentInstructionDetails/EpiRemittanceInfoIdentifier")
    assert epi is not None
    assert (epi.text, epi.get("IdentificationSchemeName")) == ("00000000098765432103", "SPY")


def test_an_rf_reference_is_written_as_such() -> None:
    root = written(document(), replace(PAYMENT, reference="RF341234561"))
    epi = root.find("EpiDetails/EpiPaymentInstructionDetails/EpiRemittanceInfoIdentifier")
    assert epi is not None
    assert (epi.text, epi.get("IdentificationSchemeName")) == ("RF341234561", "ISO")


# --- a Finvoice 3.0 is changed where it says how to pay, and nowhere else ----------------------------------

CHANGED = {
    "SellerAccountDetails",
    "FactoringAgreementDetails",
    "EpiPartyDetails",
    "EpiRemittanceInfoIdentifier",
    "InvoiceUrlNameText",
    "InvoiceUrlText",
    "InvoiceFreeText",
    "PartialPaymentReferenceIdentifier",
    "VirtualBankBarcode",
    "ControlChecksum",
    "MessageChecksum",
}


def kept(root: _Element) -> list[tuple[str, str, object]]:
    """All that has nothing to do with the payment: names, texts and attributes, in their order."""
    found = list[tuple[str, str, object]]()
    for element in root.iter():
        above = {str(each.tag) for each in (element, *element.iterancestors())}
        if not above & CHANGED:
            found.append((str(element.tag), (element.text or "").strip(), element.items()))
    return found


@pytest.mark.parametrize("content", [document(), SURROUNDED], ids=["finvoice", "surrounded"])
def test_all_else_in_a_finvoice_3_0_stays_as_it_was(content: bytes) -> None:
    assert kept(written(content)) == kept(etree.fromstring(content))


def test_what_is_added_has_the_place_that_the_schema_gives_it() -> None:
    root = written(SURROUNDED)
    below = [str(child.tag) for child in root]
    assert below == [
        "MessageTransmissionDetails", "SellerPartyDetails", "SellerInformationDetails",
        "InvoiceSenderPartyDetails", "InvoiceRecipientLanguageCode", "BuyerPartyDetails",
        "BuyerCommunicationDetails", "InvoiceDetails", "PartialPaymentDetails", "FactoringAgreementDetails",
        "VirtualBankBarcode", "InvoiceRow", "InvoiceRow", "EpiDetails", "InvoiceUrlNameText",
        "InvoiceUrlNameText", "InvoiceUrlText", "InvoiceUrlText", "OriginalInvoiceFormat",
    ]  # fmt: skip
    information = root.find("SellerInformationDetails")
    assert information is not None
    assert [child.tag for child in information] == ["SellerAccountDetails", "InvoiceRecipientDetails"]
    details = [str(child.tag) for child in root.iterfind("InvoiceDetails/*")]
    assert details[-6:] == [*(4 * ["InvoiceFreeText"]), "InvoiceVatFreeText", "PaymentTermsDetails"]
    assert not [*root.iterfind(".//EpiBei")]


def test_what_a_document_has_not_is_put_where_it_belongs() -> None:
    bare = document("UTF-8").decode()
    for name in ("SellerInformationDetails", "EpiDetails"):
        start, end = bare.index(f" <{name}>"), bare.index(f"</{name}>") + len(f"</{name}>")
        bare = bare[:start] + bare[end:]
    below = [str(child.tag) for child in written(bare.encode())]
    assert below == [
        "MessageTransmissionDetails", "SellerPartyDetails", "SellerInformationDetails",
        "InvoiceRecipientLanguageCode", "BuyerPartyDetails", "BuyerCommunicationDetails", "InvoiceDetails",
        "FactoringAgreementDetails", "InvoiceRow", "InvoiceRow", "EpiDetails", "InvoiceUrlNameText",
        "InvoiceUrlText",
    ]  # fmt: skip


def test_links_stay_with_their_names_and_parts_are_paid_by_the_same_reference() -> None:
    root = written(SURROUNDED)
    names, links = texts(root, "InvoiceUrlNameText"), texts(root, "InvoiceUrlText")
    assert list(zip(names, links, strict=True)) == [
        ("Perijä Oy", PAYMENT.link),
        ("Ehdot", "https://tukku.example"),
    ]
    parts = texts(root, "PartialPaymentDetails/PartialPaymentReferenceIdentifier")
    assert parts == [PAYMENT.reference]
    assert texts(root, "InvoiceDetails/InvoiceFreeText")[0] == "Kiitos"


# --- the bar code ------------------------------------------------------------------------------------------


def test_a_bar_code_is_written_anew_for_the_payment_that_is_to_be_made() -> None:
    # Version 4, the account without FI, 1240.00 as euros and cents, 000, the reference in 20 digits, 28 January 2026.
    code = "4" + "4250001510000023" + "001240" + "00" + "000" + "00000000098765432103" + "260128"
    assert texts(written(SURROUNDED), "VirtualBankBarcode") == [code]
    assert len(code) == 54
    assert texts(written(document()), "VirtualBankBarcode") == []


def test_a_bar_code_for_an_rf_reference_has_its_check_digits_before_the_zeros() -> None:
    invoice, payment = finvoice.read(document()), replace(PAYMENT, reference="RF341234561")
    code = "5" + "4250001510000023" + "001240" + "00" + "34" + "000000000000001234561" + "260128"
    assert (bar_code(payment, invoice), len(code)) == (code, 54)


def test_an_amount_that_is_too_large_for_a_bar_code_is_typed_by_the_payer() -> None:
    invoice = replace(finvoice.read(document()), total=Money(100_000_000, "EUR"), due_date=None)
    code = "4425000151000002300000000" + "000" + "00000000098765432103" + "260114"
    assert bar_code(PAYMENT, invoice) == code


def test_without_a_finnish_account_in_euros_and_digits_there_is_no_bar_code() -> None:
    invoice = finvoice.read(document())
    assert bar_code(replace(PAYMENT, iban="SE3550000000054910000003"), invoice) is None
    assert bar_code(replace(PAYMENT, reference="RF18539007547034A"), invoice) is None
    assert bar_code(PAYMENT, replace(invoice, total=Money(124000, "SEK"))) is None
    root = written(SURROUNDED, replace(PAYMENT, iban="SE3550000000054910000003"))
    assert texts(root, "VirtualBankBarcode") == []


# --- a new document ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [OLD, finnish(), norwegian(), teapps()])
def test_a_new_document_has_the_form_of_finvoice_3_0(content: bytes) -> None:
    assert not list(mistakes(written(content)))


def test_nothing_can_be_put_into_a_new_document_that_the_form_does_not_have() -> None:
    content = recipient.write(teapps(), PAYMENT)
    for nth, element in enumerate(etree.fromstring(content).iter()):
        spoilt = etree.fromstring(content)
        etree.SubElement(list(spoilt.iter())[nth], "Odd")
        assert list(mistakes(spoilt)), element.tag


TEXTS = st.sampled_from(
    ["", "x", "Ylipitkäyhdyssana" * 60, "sana " * 300, "rivi\nrivi\x00\x0b\ufffe", "A " + "B" * 34]
)


@settings(max_examples=200, deadline=None)
@given(INVOICES, TEXTS, TEXTS, st.sampled_from(["Perijä Oy", "A " + "B" * 34, "Å" * 90, "  x  y  "]))
def test_however_strange_an_invoice_is_its_document_has_the_form_and_can_be_read(
    invoice: Invoice, clause: str, login: str, payee: str
) -> None:
    payment = replace(PAYMENT, clause=clause, login=login, payee=payee)
    content = recipient.new(invoice, payment)
    assert not list(mistakes(etree.fromstring(content)))
    after = understood(content)
    if after is not None:
        assert (after.iban, after.reference, after.date) == (PAYMENT.iban, PAYMENT.reference, invoice.date)
        assert after.number == invoice.number[-20:].strip()


def understood(content: bytes) -> Invoice | None:
    """What a reader makes of a document; None where its amounts are too much for its currency, as they came."""
    try:
        return finvoice.read(content)
    except DocumentError as error:
        if "is too large" in str(error) or "has too many decimals" in str(error):
            return None
        raise


def test_what_is_too_long_is_cut_or_goes_on_in_the_next_element() -> None:
    invoice = finvoice.read(document())
    long = replace(
        invoice,
        number="2026-01-14/00000000001001",
        seller=replace(invoice.seller, name="Pitkä nimi " * 9),
        rows=(replace(invoice.rows[0], description="sana " * 40, unit_price=Decimal(1) / 3),),
    )
    root = etree.fromstring(recipient.new(long, PAYMENT))
    assert texts(root, "InvoiceDetails/InvoiceNumber") == ["01-14/00000000001001"]
    names = texts(root, "SellerPartyDetails/SellerOrganisationName")
    assert len(names) == 2
    assert " ".join(filter(None, names)) == ("Pitkä nimi " * 9).strip()
    assert texts(root, "InvoiceRow/UnitPriceAmount") == ["0,33333"]
    assert texts(root, "InvoiceRow/ArticleDescription") == [("sana " * 40).strip()]


def test_an_address_without_all_its_parts_is_left_out_and_a_document_without_rows_gets_one() -> None:
    invoice = finvoice.read(document("UTF-8", ("<BuyerTownName>Helsinki</BuyerTownName>", "")))
    root = etree.fromstring(recipient.new(replace(invoice, rows=()), PAYMENT))
    assert root.find("BuyerPartyDetails/BuyerPostalAddressDetails") is None
    assert texts(root, "InvoiceRow/RowAmount") == ["1240,00"]
    assert texts(root, "InvoiceRow/ArticleName") == ["FAKTURA"]


def test_without_a_due_date_the_payment_is_due_on_the_day_of_the_invoice() -> None:
    after = finvoice.read(recipient.new(replace(finvoice.read(document()), due_date=None), PAYMENT))
    assert after.due_date == date(2026, 1, 14)


# --- refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"iban": "FI4350001510000023"},
            "The payment's iban is 'FI4350001510000023': an IBAN with the right",
        ),
        ({"bic": "OKOY"}, "The payment's bic is 'OKOY': a BIC of 8 or 11"),
        ({"payee": " "}, "The payment's payee is ' ': a name of two characters or more"),
        ({"reference": "RF"}, "The payment's reference is 'RF': 2 to 20 digits, or an RF reference"),
        ({"link": "https://a b"}, "The payment's link is 'https://a b': 1 to 512 ASCII characters"),
        ({"link": ""}, "The payment's link is ''"),
    ],
)
def test_what_nobody_can_pay_by_is_refused(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(PAYMENT, **changes)


def test_a_document_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(DocumentError, match="first element is <Order>"):
        recipient.write(b"<Order/>", PAYMENT)
