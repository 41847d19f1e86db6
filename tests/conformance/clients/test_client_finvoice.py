"""The reference client's Finvoice documents."""

from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance.clients.reference import finvoice
from conformance.clients.reference.drafts import Unwritable
from tests.conformance.clients.samples import COMPANY, DEBTOR, IBAN, invoice


def written(**words: Any) -> ElementTree.Element:
    return ElementTree.fromstring(finvoice.write(invoice(**words), COMPANY))  # noqa: S314  (written here)


def cents(element: ElementTree.Element, path: str) -> list[int]:
    return [int((found.text or "").replace(",", "")) for found in element.iterfind(path)]


def test_the_document_says_who_owes_whom_what_until_when() -> None:
    document = written()
    assert document.attrib == {"Version": "3.0"}
    assert document.findtext("SellerPartyDetails/SellerPartyIdentifier") == "1234567-1"
    assert document.findtext("BuyerPartyDetails/BuyerOrganisationName") == "Esimerkki Oy"
    assert document.findtext("InvoiceDetails/InvoiceNumber") == "1001"
    assert document.findtext("InvoiceDetails/PaymentTermsDetails/InvoiceDueDate") == "20260128"
    payment = document.find("EpiDetails")
    assert payment is not None
    assert payment.findtext("EpiPartyDetails/EpiBeneficiaryPartyDetails/EpiAccountID") == IBAN
    instruction = payment.find("EpiPaymentInstructionDetails")
    assert instruction is not None
    assert instruction.findtext("EpiRemittanceInfoIdentifier") == "10016"
    assert instruction.findtext("EpiInstructedAmount") == "1240,00"
    assert instruction.findtext("EpiDateOptionDate") == "20260128"


def test_the_parts_stand_in_the_order_of_the_format() -> None:
    order = [child.tag for child in written()]
    assert order == [
        "SellerPartyDetails",
        "SellerContactPersonName",
        "SellerCommunicationDetails",
        "InvoiceRecipientLanguageCode",
        "BuyerPartyDetails",
        "BuyerCommunicationDetails",
        "InvoiceDetails",
        "InvoiceRow",
        "EpiDetails",
    ]


ROWS = [
    {"description": "Work", "quantity": "3", "unit_price": "33.35", "vat_percent": "25.5", "total": "125.56"},
    {"description": "Book", "quantity": "1", "unit_price": "10.00", "vat_percent": "13.5", "total": "11.35"},
    {"description": "Stamp", "quantity": "1", "unit_price": "2.00", "vat_percent": "0", "total": "2.00"},
]


def test_rows_taxes_and_totals_agree_with_each_other() -> None:
    document = written(rows=ROWS, total="138.91")
    (net,) = cents(document, "InvoiceDetails/InvoiceTotalVatExcludedAmount")
    (vat,) = cents(document, "InvoiceDetails/InvoiceTotalVatAmount")
    assert cents(document, "InvoiceDetails/InvoiceTotalVatIncludedAmount") == [13891] == [net + vat]
    assert cents(document, "InvoiceRow/RowAmount") == [12556, 1135, 200]
    assert sum(cents(document, "InvoiceRow/RowVatExcludedAmount")) == net
    assert sum(cents(document, "InvoiceDetails/VatSpecificationDetails/VatBaseAmount")) == net
    assert sum(cents(document, "InvoiceDetails/VatSpecificationDetails/VatRateAmount")) == vat


def test_rows_given_without_tax_come_to_the_same_total() -> None:
    net_row = {
        "description": "Work",
        "quantity": "2",
        "unit_price": "50",
        "vat_percent": "25.5",
        "total": "100.00",
    }
    document = written(rows=[net_row], total="125.50")
    assert cents(document, "InvoiceRow/RowAmount") == [12550]
    assert document.findtext("InvoiceRow/UnitPriceAmount") == "50,00"


def test_a_unit_price_that_holds_the_tax_is_written_as_one() -> None:
    row = {
        "description": "Cup",
        "quantity": "2",
        "unit_price": "5.00",
        "vat_percent": "25.5",
        "total": "10.00",
    }
    document = written(rows=[row], total="10.00")
    assert document.findtext("InvoiceRow/UnitPriceVatIncludedAmount") == "5,00"


@pytest.mark.parametrize(("price", "text"), [("0.12345", "0,12345"), ("7", "7,00"), ("1000", "1000,00")])
def test_a_unit_price_keeps_up_to_five_decimals(price: str, text: str) -> None:
    assert finvoice._price(Decimal(price)) == text


def test_rows_that_do_not_come_to_the_total_are_refused_with_both_sums() -> None:
    with pytest.raises(Unwritable, match=r"come to 1240\.00, its total is 1300\.00"):
        finvoice.write(invoice(total="1300.00"), COMPANY)


def test_an_invoice_without_rows_is_refused() -> None:
    with pytest.raises(Unwritable, match="no rows"):
        finvoice.write(invoice(rows=[]), COMPANY)


def test_an_invoice_in_a_currency_without_an_account_is_refused() -> None:
    with pytest.raises(Unwritable, match="account in SEK"):
        finvoice.write(invoice(currency="SEK"), COMPANY)


def test_a_long_name_goes_on_in_a_second_element() -> None:
    name = "Helsingin ja Uudenmaan Kiinteistöjen Huolto- ja Kunnossapitopalveluiden Osuuskunta"
    document = written(debtor={**DEBTOR, "name": name})
    parts = [found.text or "" for found in document.iterfind("BuyerPartyDetails/BuyerOrganisationName")]
    assert " ".join(parts) == name
    assert max(len(part) for part in parts) <= 70


def test_what_xml_cannot_hold_is_left_out() -> None:
    document = written(debtor={**DEBTOR, "name": "A & B\x0c <Oy>"})
    assert document.findtext("BuyerPartyDetails/BuyerOrganisationName") == "A & B <Oy>"


def test_an_international_reference_is_marked_as_one() -> None:
    found = written(reference="RF3310016").find("EpiDetails//EpiRemittanceInfoIdentifier")
    assert found is not None
    assert found.attrib == {"IdentificationSchemeName": "ISO"}


def test_a_national_reference_is_marked_as_finlands_only_with_a_finnish_account() -> None:
    found = written(reference="10016").find("EpiDetails//EpiRemittanceInfoIdentifier")
    assert found is not None
    assert found.attrib == {"IdentificationSchemeName": "SPY"}
    swedish = {"iban": "SE4550000000058398257466", "bic": "ESSESESS", "currency": "SEK"}
    company = {**COMPANY, "bank_accounts": [swedish]}
    content = finvoice.write(invoice(reference="100164", currency="SEK"), company)
    document = ElementTree.fromstring(content)  # noqa: S314  (written here)
    found = document.find("EpiDetails//EpiRemittanceInfoIdentifier")
    assert found is not None
    assert (found.text, found.attrib) == ("100164", {})
    total = document.find("InvoiceDetails/InvoiceTotalVatIncludedAmount")
    assert total is not None
    assert total.attrib == {"AmountCurrencyIdentifier": "SEK"}
