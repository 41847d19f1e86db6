"""Writes an invoice as Peppol BIS Billing 3.0, from the invoice that the user finished and the company's details.

Source: OpenPEPPOL, Peppol BIS Billing 3.0, syntax of the UBL invoice (the order of elements) and its rules.
"""

import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from conformance.clients.reference.drafts import Line, Unwritable, account_in, storable, worked_out
from conformance.clients.reference.money import to_text

Json = dict[str, Any]
Element = ElementTree.Element

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMES = {"cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"}
SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

# The register of a country's companies among the schemes for identifiers (ISO 6523), and how it writes a number.
REGISTERS = {"FI": "0212", "SE": "0007", "NO": "0192"}
ORDINARY_INVOICE = "380"
CREDIT_TRANSFER = "30"
ONE = "C62"  # the unit of what is counted in pieces


def write(invoice: Json, company: Json) -> bytes:
    """The document, in UTF-8. Raises Unwritable when rows and total differ or something needed is missing."""
    lines = worked_out(invoice)
    account = account_in(company, invoice["currency"])
    debtor = invoice["debtor"]
    root = Element(
        "Invoice", {"xmlns": f"{_UBL}Invoice-2", **{f"xmlns:{key}": name for key, name in _NAMES.items()}}
    )
    _add(root, "cbc:CustomizationID", SPECIFICATION)
    _add(root, "cbc:ProfileID", PROCESS)
    _add(root, "cbc:ID", str(invoice["number"]))
    _add(root, "cbc:IssueDate", invoice["date"])
    _add(root, "cbc:DueDate", invoice["due_date"])
    _add(root, "cbc:InvoiceTypeCode", ORDINARY_INVOICE)
    _optional(root, "cbc:Note", invoice.get("seller_note"))
    _add(root, "cbc:DocumentCurrencyCode", invoice["currency"])
    # The buyer's own reference, or an order's, has to be there; of those that a seller knows the buyer by, this is one.
    _add(root, "cbc:BuyerReference", str(debtor.get("customer_number") or invoice["number"]))
    _seller(_add(root, "cac:AccountingSupplierParty"), company)
    _buyer(_add(root, "cac:AccountingCustomerParty"), debtor)
    _payment(root, invoice, account)
    _tax(root, lines, invoice["currency"])
    _totals(root, lines, invoice["currency"])
    for number, line in enumerate(lines, 1):
        _line(root, number, line, invoice["currency"])
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _seller(role: Element, company: Json) -> None:
    country = str(company["country"])
    if not company.get("vat_number"):
        raise Unwritable("a Peppol invoice needs the company's VAT number, which is missing (BR-S-02)")
    party = _party(role, company, country, "the company")
    _tax_scheme(party, company["vat_number"], "VAT")
    if country == "NO":
        _tax_scheme(party, "Foretaksregisteret", "TAX")
    _legal_entity(party, company, country)
    _contact(party, company.get("contact") or {})


def _buyer(role: Element, debtor: Json) -> None:
    country = str(debtor["country"])
    party = _party(role, debtor, country, f"the customer {debtor['name']}")
    _legal_entity(party, debtor, country)
    _contact(party, {key: debtor.get(key) for key in ("phone", "email")})


def _party(role: Element, words: Json, country: str, who: str) -> Element:
    party = _add(role, "cac:Party")
    scheme, address = _electronic_address(words.get("einvoice_address"), who)
    _add(party, "cbc:EndpointID", address, schemeID=scheme)
    if words.get("customer_number"):
        _add(_add(party, "cac:PartyIdentification"), "cbc:ID", str(words["customer_number"]))
    postal = _add(party, "cac:PostalAddress")
    where = words.get("address") or {}
    _optional(postal, "cbc:StreetName", where.get("street"))
    _optional(postal, "cbc:CityName", where.get("city"))
    _optional(postal, "cbc:PostalZone", where.get("postal_code"))
    _add(_add(postal, "cac:Country"), "cbc:IdentificationCode", str(where.get("country") or country))
    return party


def _electronic_address(address: object, who: str) -> tuple[str, str]:
    """Scheme and address: "0192:310000019" as Peppol writes it, "003712345671" as Finland does (0216, OVT)."""
    text = re.sub(r"\s", "", str(address or ""))
    if found := re.fullmatch(r"([0-9]{4}):(.+)", text):
        return found[1], found[2]
    if re.fullmatch(r"0037[0-9]{8}[0-9A-Z]*", text):
        return "0216", text
    raise Unwritable(
        f"a Peppol invoice needs the electronic address of {who}, and {text or 'none'} is no such address"
        " (PEPPOL-EN16931-R010, R020)"
    )


def _tax_scheme(party: Element, number: str, scheme: str) -> None:
    registered = _add(party, "cac:PartyTaxScheme")
    _add(registered, "cbc:CompanyID", number)
    _add(_add(registered, "cac:TaxScheme"), "cbc:ID", scheme)


def _legal_entity(party: Element, words: Json, country: str) -> None:
    entity = _add(party, "cac:PartyLegalEntity")
    _add(entity, "cbc:RegistrationName", words["name"])
    number = str(words.get("business_id") or "")
    if number and country in REGISTERS:
        # Finland's register writes its numbers with a dash, the others have digits alone.
        plain = number if country == "FI" else re.sub(r"\D", "", number)
        _add(entity, "cbc:CompanyID", plain, schemeID=REGISTERS[country])


def _contact(party: Element, words: Json) -> None:
    if any(words.values()):
        contact = _add(party, "cac:Contact")
        _optional(contact, "cbc:Name", words.get("name"))
        _optional(contact, "cbc:Telephone", words.get("phone"))
        _optional(contact, "cbc:ElectronicMail", words.get("email"))


def _payment(root: Element, invoice: Json, account: Json) -> None:
    means = _add(root, "cac:PaymentMeans")
    _add(means, "cbc:PaymentMeansCode", CREDIT_TRANSFER)
    _optional(means, "cbc:PaymentID", re.sub(r"\s", "", str(invoice.get("reference") or "")))
    payee = _add(means, "cac:PayeeFinancialAccount")
    _add(payee, "cbc:ID", re.sub(r"\s", "", account["iban"]))
    if account.get("bic"):
        _add(_add(payee, "cac:FinancialInstitutionBranch"), "cbc:ID", account["bic"])


def _tax(root: Element, lines: list[Line], currency: str) -> None:
    total = _add(root, "cac:TaxTotal")
    _amount(total, "cbc:TaxAmount", sum(line.vat for line in lines), currency)
    for percent in sorted({line.vat_percent for line in lines}):
        same = [line for line in lines if line.vat_percent == percent]
        part = _add(total, "cac:TaxSubtotal")
        _amount(part, "cbc:TaxableAmount", sum(line.net for line in same), currency)
        _amount(part, "cbc:TaxAmount", sum(line.vat for line in same), currency)
        _category(_add(part, "cac:TaxCategory"), percent)


def _category(category: Element, percent: Decimal) -> None:
    """Standard rate, or zero rated."""
    _add(category, "cbc:ID", "S" if percent else "Z")
    _add(category, "cbc:Percent", _decimal(percent))
    _add(_add(category, "cac:TaxScheme"), "cbc:ID", "VAT")


def _totals(root: Element, lines: list[Line], currency: str) -> None:
    totals = _add(root, "cac:LegalMonetaryTotal")
    net, gross = sum(line.net for line in lines), sum(line.gross for line in lines)
    _amount(totals, "cbc:LineExtensionAmount", net, currency)
    _amount(totals, "cbc:TaxExclusiveAmount", net, currency)
    _amount(totals, "cbc:TaxInclusiveAmount", gross, currency)
    _amount(totals, "cbc:PayableAmount", gross, currency)


def _line(root: Element, number: int, line: Line, currency: str) -> None:
    """A row. Its price is that of the whole quantity, so that no rounding comes between the two; never negative."""
    quantity = abs(Decimal(str(line.words.get("quantity") or 1))) or Decimal(1)
    row = _add(root, "cac:InvoiceLine")
    _add(row, "cbc:ID", str(number))
    _add(row, "cbc:InvoicedQuantity", _decimal(quantity if line.net >= 0 else -quantity), unitCode=ONE)
    _amount(row, "cbc:LineExtensionAmount", line.net, currency)
    item = _add(row, "cac:Item")
    _add(item, "cbc:Name", str(line.words.get("description") or "-"))
    _category(_add(item, "cac:ClassifiedTaxCategory"), line.vat_percent)
    price = _add(row, "cac:Price")
    _amount(price, "cbc:PriceAmount", abs(line.net), currency)
    _add(price, "cbc:BaseQuantity", _decimal(quantity), unitCode=ONE)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    if text is not None:
        child.text = storable(text)
    return child


def _optional(parent: Element, tag: str, text: object) -> None:
    """An element that is left out where it would be empty, which none may be."""
    if text:
        _add(parent, tag, str(text))


def _amount(parent: Element, tag: str, cents: int, currency: str) -> None:
    _add(parent, tag, to_text(cents), currencyID=currency)


def _decimal(value: Decimal) -> str:
    return f"{value.normalize():f}"
