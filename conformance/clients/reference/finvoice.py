"""Writes an invoice as Finvoice 3.0, from the invoice that the user finished and the company's details.

Source: Finance Finland, Finvoice 3.0 schema and implementation guidelines: the order of elements, decimal
commas, dates as CCYYMMDD.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from conformance.clients.reference.drafts import Line, account_in, storable, worked_out
from conformance.clients.reference.money import to_cents, to_text

Json = dict[str, Any]
Element = ElementTree.Element

TYPE_TEXTS = {"fi": "LASKU", "sv": "FAKTURA", "nb": "FAKTURA", "no": "FAKTURA", "en": "INVOICE"}


def write_2(invoice: Json, company: Json) -> bytes:
    """The document as version 2.0 has it, which knows all that is written here too."""
    return write(invoice, company, "2.0")


def write(invoice: Json, company: Json, version: str = "3.0") -> bytes:
    """The document, in UTF-8. Raises Unwritable when rows and total differ or something needed is missing."""
    lines = worked_out(invoice)
    account = account_in(company, invoice["currency"])
    root = Element("Finvoice", Version=version)
    _seller(root, company)
    language = str(invoice.get("language") or "fi").lower()
    _add(root, "InvoiceRecipientLanguageCode", language[:2].upper())
    _buyer(root, invoice["debtor"])
    _details(root, invoice, lines, TYPE_TEXTS.get(language, "INVOICE"))
    for line in lines:
        _row(root, line, invoice["currency"])
    _payment(root, invoice, company, account)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _seller(root: Element, company: Json) -> None:
    party = _add(root, "SellerPartyDetails")
    _optional(party, "SellerPartyIdentifier", company.get("business_id"), 35)
    _names(party, "SellerOrganisationName", company["name"])
    _optional(party, "SellerOrganisationTaxCode", company.get("vat_number"), 35)
    _address(party, "Seller", company.get("address"))
    contact = company.get("contact") or {}
    _optional(root, "SellerContactPersonName", contact.get("name"), 70)
    if contact.get("phone") or contact.get("email"):
        means = _add(root, "SellerCommunicationDetails")
        _optional(means, "SellerPhoneNumberIdentifier", contact.get("phone"), 35)
        _optional(means, "SellerEmailaddressIdentifier", contact.get("email"), 70)


def _buyer(root: Element, debtor: Json) -> None:
    party = _add(root, "BuyerPartyDetails")
    _optional(party, "BuyerPartyIdentifier", debtor.get("business_id"), 35)
    _names(party, "BuyerOrganisationName", debtor["name"])
    _optional(party, "BuyerCode", debtor.get("customer_number"), 35)
    _address(party, "Buyer", debtor.get("address"))
    if debtor.get("phone") or debtor.get("email"):
        means = _add(root, "BuyerCommunicationDetails")
        _optional(means, "BuyerPhoneNumberIdentifier", debtor.get("phone"), 35)
        _optional(means, "BuyerEmailaddressIdentifier", debtor.get("email"), 70)


def _details(root: Element, invoice: Json, lines: list[Line], type_text: str) -> None:
    currency = invoice["currency"]
    details = _add(root, "InvoiceDetails")
    _add(details, "InvoiceTypeCode", "INV01")
    _add(details, "InvoiceTypeText", type_text)
    _add(details, "OriginCode", "Original")
    _add(details, "InvoiceNumber", str(invoice["number"])[:20])
    _date(details, "InvoiceDate", invoice["date"])
    _amount(details, "InvoiceTotalVatExcludedAmount", sum(line.net for line in lines), currency)
    _amount(details, "InvoiceTotalVatAmount", sum(line.vat for line in lines), currency)
    _amount(details, "InvoiceTotalVatIncludedAmount", sum(line.gross for line in lines), currency)
    for percent in sorted({line.vat_percent for line in lines}):
        same = [line for line in lines if line.vat_percent == percent]
        specification = _add(details, "VatSpecificationDetails")
        _amount(specification, "VatBaseAmount", sum(line.net for line in same), currency)
        _add(specification, "VatRatePercent", _decimal(percent))
        _amount(specification, "VatRateAmount", sum(line.vat for line in same), currency)
    _optional(details, "InvoiceFreeText", invoice.get("seller_note"), 512)
    terms = _add(details, "PaymentTermsDetails")
    _date(terms, "InvoiceDueDate", invoice["due_date"])


def _row(root: Element, line: Line, currency: str) -> None:
    row = _add(root, "InvoiceRow")
    _optional(row, "ArticleName", line.words.get("description"), 100)
    quantity = Decimal(str(line.words.get("quantity") or 1))
    _add(row, "InvoicedQuantity", _decimal(quantity))
    if line.words.get("unit_price") is not None:
        price = Decimal(str(line.words["unit_price"]))
        with_tax = to_cents(round(price * quantity, 2)) == line.gross
        name = "UnitPriceVatIncludedAmount" if with_tax else "UnitPriceAmount"
        _add(row, name, _price(price), AmountCurrencyIdentifier=currency)
    _add(row, "RowVatRatePercent", _decimal(line.vat_percent))
    _amount(row, "RowVatAmount", line.vat, currency)
    _amount(row, "RowVatExcludedAmount", line.net, currency)
    _amount(row, "RowAmount", line.gross, currency)


def _payment(root: Element, invoice: Json, company: Json, account: Json) -> None:
    payment = _add(root, "EpiDetails")
    identification = _add(payment, "EpiIdentificationDetails")
    _date(identification, "EpiDate", invoice["date"])
    _add(identification, "EpiReference")
    parties = _add(payment, "EpiPartyDetails")
    bank = _add(parties, "EpiBfiPartyDetails")
    if account.get("bic"):
        _add(bank, "EpiBfiIdentifier", account["bic"], IdentificationSchemeName="BIC")
    creditor = _add(parties, "EpiBeneficiaryPartyDetails")
    _optional(creditor, "EpiNameAddressDetails", company["name"], 35)
    _add(creditor, "EpiAccountID", re.sub(r"\s", "", account["iban"]), IdentificationSchemeName="IBAN")
    instruction = _add(payment, "EpiPaymentInstructionDetails")
    reference = re.sub(r"\s", "", str(invoice.get("reference") or ""))
    if reference:
        _add(instruction, "EpiRemittanceInfoIdentifier", reference, **_scheme(reference, account))
    _amount(instruction, "EpiInstructedAmount", to_cents(invoice["total"]), invoice["currency"])
    _add(instruction, "EpiCharge", "SHA", ChargeOption="SHA")
    _date(instruction, "EpiDateOptionDate", invoice["due_date"])


def _scheme(reference: str, account: Json) -> dict[str, str]:
    """What a reference is called: the format names the international one and Finland's, and no other."""
    if reference.startswith("RF"):
        return {"IdentificationSchemeName": "ISO"}
    return {"IdentificationSchemeName": "SPY"} if str(account["iban"]).startswith("FI") else {}


def _address(party: Element, role: str, address: Json | None) -> None:
    if not address:
        return
    details = _add(party, f"{role}PostalAddressDetails")
    for part in _pieces(str(address["street"]), 35)[:3]:
        _add(details, f"{role}StreetName", part)
    _add(details, f"{role}TownName", str(address["city"])[:35])
    _add(details, f"{role}PostCodeIdentifier", str(address["postal_code"]))
    _optional(details, "CountryCode", address.get("country"), 2)


def _names(party: Element, tag: str, name: str) -> None:
    for part in _pieces(name, 70):
        _add(party, tag, part)


def _pieces(text: str, length: int) -> list[str]:
    """A text in pieces of at most `length`, cut at spaces where that is possible."""
    words: Iterable[str] = re.findall(rf"\S{{1,{length}}}", text)
    pieces: list[str] = []
    for word in words:
        if pieces and len(pieces[-1]) + 1 + len(word) <= length:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    return pieces


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    if text is not None:
        child.text = storable(text)
    return child


def _optional(parent: Element, tag: str, text: object, length: int) -> None:
    if text:
        _add(parent, tag, str(text)[:length])


def _amount(parent: Element, tag: str, cents: int, currency: str) -> None:
    _add(parent, tag, to_text(cents).replace(".", ","), AmountCurrencyIdentifier=currency)


def _date(parent: Element, tag: str, day: str) -> None:
    _add(parent, tag, day.replace("-", ""), Format="CCYYMMDD")


def _price(value: Decimal) -> str:
    """A unit price, with two to five decimals as the format allows."""
    decimals = -int(value.normalize().as_tuple().exponent)
    return f"{value:.{min(max(decimals, 2), 5)}f}".replace(".", ",")


def _decimal(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
