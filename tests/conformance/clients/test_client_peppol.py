"""The reference client's documents in Peppol BIS Billing 3.0."""

from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from conformance.clients.reference import peppol
from conformance.clients.reference.drafts import Unwritable
from conformance.clients.reference.sending import WRITERS, document_of
from simulator.documents.peppol import read
from tests.conformance.clients.samples import COMPANY, DEBTOR, invoice

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = {"cac": f"{UBL}CommonAggregateComponents-2", "cbc": f"{UBL}CommonBasicComponents-2"}
FINNISH = {**COMPANY, "einvoice_address": "003712345671"}
BUYER = {**DEBTOR, "einvoice_address": "003776543212"}
NORWEGIAN = {
    "name": "Fjordens AS",
    "business_id": "310000019",
    "vat_number": "NO310000019MVA",
    "country": "NO",
    "address": {"street": "Storgata 1", "postal_code": "8001", "city": "Bodø", "country": "NO"},
    "einvoice_address": "0192:310000019",
    "bank_accounts": [{"iban": "NO9386011117947", "bic": "DNBANOKK", "currency": "NOK"}],
}
SWEDISH = {
    "kind": "company",
    "name": "Kund AB",
    "business_id": "559900-0014",
    "country": "SE",
    "einvoice_address": "0007:5599000014",
}
ROWS = [
    {"description": "Work", "quantity": "3", "unit_price": "33.35", "vat_percent": "25.5", "total": "125.56"},
    {"description": "Book", "quantity": "1.5", "vat_percent": "13.5", "total": "11.35"},
    {"description": "Taken back", "quantity": "1", "vat_percent": "25.5", "total": "-6.91"},
    {"description": "Stamp", "quantity": "1", "unit_price": "2.00", "vat_percent": "0", "total": "2.00"},
]


def content(company: dict[str, Any] = FINNISH, **words: Any) -> bytes:
    return peppol.write(invoice(**{"debtor": BUYER, **words}), company)


def written(company: dict[str, Any] = FINNISH, **words: Any) -> ElementTree.Element:
    return ElementTree.fromstring(content(company, **words))  # noqa: S314  (written here)


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [found.text or "" for found in element.iterfind(path, NAMES)]


def amounts(element: ElementTree.Element, path: str) -> list[Decimal]:
    return [Decimal(text) for text in texts(element, path)]


def test_the_document_says_who_owes_whom_what_until_when() -> None:
    document = written()
    assert document.tag == f"{{{UBL}Invoice-2}}Invoice"
    assert texts(document, "cbc:ID") == ["1001"]
    assert texts(document, "cbc:IssueDate") == ["2026-01-14"]
    assert texts(document, "cbc:DueDate") == ["2026-01-28"]
    assert texts(document, "cac:AccountingSupplierParty//cbc:RegistrationName") == ["Testiyritys Oy"]
    assert texts(document, "cac:AccountingCustomerParty//cbc:RegistrationName") == ["Esimerkki Oy"]
    assert texts(document, "cac:PaymentMeans/cbc:PaymentID") == ["10016"]
    assert texts(document, "cac:LegalMonetaryTotal/cbc:PayableAmount") == ["1240.00"]


def test_the_parts_stand_in_the_order_of_the_format() -> None:
    assert [child.tag.partition("}")[2] for child in written(seller_note="Thank you")] == [
        "CustomizationID",
        "ProfileID",
        "ID",
        "IssueDate",
        "DueDate",
        "InvoiceTypeCode",
        "Note",
        "DocumentCurrencyCode",
        "BuyerReference",
        "AccountingSupplierParty",
        "AccountingCustomerParty",
        "PaymentMeans",
        "TaxTotal",
        "LegalMonetaryTotal",
        "InvoiceLine",
    ]


def test_no_element_is_empty() -> None:
    # PEPPOL-EN16931-R008.
    for document in (written(), written(reference=None), written(debtor={**BUYER, "address": None})):
        assert [one.tag for one in document.iter() if not len(one) and not (one.text or "").strip()] == []


def test_rows_taxes_and_totals_agree_with_each_other() -> None:
    document = written(rows=ROWS, total="132.00")
    lines = amounts(document, "cac:InvoiceLine/cbc:LineExtensionAmount")
    totals = "cac:LegalMonetaryTotal/cbc:"
    (net,), (tax,) = (
        amounts(document, f"{totals}TaxExclusiveAmount"),
        amounts(document, "cac:TaxTotal/cbc:TaxAmount"),
    )
    assert amounts(document, f"{totals}LineExtensionAmount") == [sum(lines)] == [net]
    assert amounts(document, f"{totals}TaxInclusiveAmount") == [Decimal("132.00")] == [net + tax]
    assert sum(amounts(document, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount")) == tax
    assert sum(amounts(document, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount")) == net
    assert texts(document, "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID") == ["Z", "S", "S"]


def test_a_line_is_its_quantity_at_its_price_and_no_price_is_negative() -> None:
    # PEPPOL-EN16931-R120 and R121, BR-27.
    for line in written(rows=ROWS, total="132.00").iterfind("cac:InvoiceLine", NAMES):
        (quantity,), (net,) = amounts(line, "cbc:InvoicedQuantity"), amounts(line, "cbc:LineExtensionAmount")
        (price,), (base,) = (
            amounts(line, "cac:Price/cbc:PriceAmount"),
            amounts(line, "cac:Price/cbc:BaseQuantity"),
        )
        assert quantity * price / base == net
        assert price >= 0 < base


@pytest.mark.parametrize("quantity", ["0", "-2", None])
def test_a_row_without_a_quantity_or_with_an_odd_one_is_still_a_line(quantity: str | None) -> None:
    row = {"description": None, "quantity": quantity, "vat_percent": "25.5", "total": "10.00"}
    invoiced = read(content(rows=[row], total="10.00"))
    assert (invoiced.total.text, len(invoiced.rows)) == ("10.00", 1)


def test_what_is_written_is_read_again_as_it_was_finished() -> None:
    found = read(content())
    assert (found.number, found.total.text, found.currency, found.reference) == (
        "1001",
        "1240.00",
        "EUR",
        "10016",
    )
    assert (found.seller.eia, found.seller.business_id) == ("0216:003712345671", "1234567-1")
    assert (found.buyer.eia, found.buyer.customer_number) == ("0216:003776543212", "42")
    assert (found.iban, found.bic) == (COMPANY["bank_accounts"][0]["iban"], "NDEAFIHH")


def test_a_norwegian_company_is_in_its_registers_and_a_swedish_number_has_digits_alone() -> None:
    kid = "00000123455"
    document = written(NORWEGIAN, debtor=SWEDISH, currency="NOK", reference=kid)
    seller = "cac:AccountingSupplierParty/cac:Party/"
    assert texts(document, f"{seller}cac:PartyTaxScheme/cbc:CompanyID") == [
        "NO310000019MVA",
        "Foretaksregisteret",
    ]
    found = read(content(NORWEGIAN, debtor=SWEDISH, currency="NOK", reference=kid))
    assert (found.seller.eia, found.seller.business_id) == ("0192:310000019", "310000019")
    assert (found.buyer.eia, found.buyer.business_id) == ("0007:5599000014", "5599000014")
    assert found.reference == kid


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert read(content(debtor={**BUYER, "name": "A & B\x0c <Oy>"})).buyer.name == "A & B <Oy>"


@pytest.mark.parametrize("address", [None, "", "mailto:a@example.com", "0038123"])
def test_a_customer_who_has_no_electronic_address_is_refused_with_the_rule(address: str | None) -> None:
    with pytest.raises(Unwritable, match=r"electronic address of the customer Esimerkki Oy.*R010"):
        content(debtor={**BUYER, "einvoice_address": address})


def test_a_company_without_electronic_address_or_tax_number_is_refused() -> None:
    with pytest.raises(Unwritable, match="electronic address of the company, and none"):
        content(COMPANY)
    with pytest.raises(Unwritable, match="the company's VAT number, which is missing"):
        content({**FINNISH, "vat_number": None})


def test_rows_that_do_not_come_to_the_total_are_refused_with_both_sums() -> None:
    with pytest.raises(Unwritable, match=r"come to 1240\.00, its total is 1300\.00"):
        content(total="1300.00")


def test_a_client_makes_the_document_that_the_invoice_names_and_by_default_a_finvoice() -> None:
    words = invoice(debtor=BUYER)
    made = {name: document_of({**words, "format": name}, FINNISH) for name in (None, *WRITERS)}
    assert {name: found[0] for name, found in made.items()} == {
        None: "FINVOICE30",
        "FINVOICE30": "FINVOICE30",
        "FINVOICE20": "FINVOICE20",
        "PEPPOLBIS30": "PEPPOLBIS30",
    }
    assert made["PEPPOLBIS30"][1] == content()
    assert made[None][1] == made["FINVOICE30"][1] != content()
    assert made["FINVOICE20"][1] == made["FINVOICE30"][1].replace(b'Version="3.0"', b'Version="2.0"')


def test_a_format_that_the_client_cannot_make_is_refused_with_those_that_it_can() -> None:
    with pytest.raises(
        Unwritable, match="1001 cannot be made as TEAPPS30, only as FINVOICE30, FINVOICE20, PEPPOLBIS30"
    ):
        document_of(invoice(format="TEAPPS30"), FINNISH)
