"""Reads Peppol BIS Billing 3.0, an invoice in UBL 2.1 by EN 16931; in Norway it is called EHF.

Judged is what says who owes whom what until when: the ids of the specification, number, dates, currency, parties, and
whether lines, tax and totals agree. The other rules of Peppol BIS (code lists, categories of tax, references between
documents) are not, and an electronic address may be missing, since consumers have none.

Sources: the syntax of Peppol BIS Billing 3.0, its rules (PEPPOL-…) and those of EN 16931 (BR-…), OpenPEPPOL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from simulator.documents.invoice import Address, Invoice, Party, Row, Tax, account
from simulator.documents.safe_xml import DocumentError, parse
from simulator.documents.ubl import Part, Term
from simulator.domain.identifiers import ends_in_luhn_digit, is_norwegian_organisation_number
from simulator.domain.money import Money

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOT = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
ROOTS = (ROOT, CREDIT_NOTE)
VERSION = "3.0"

_BILLING = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_SPECIFICATION = re.compile(re.escape(_BILLING) + "(#.*)?")
_PROCESS = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:[0-9]{2}:1\.0", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_SCHEME = re.compile(r"[0-9]{4}", re.ASCII)
# PEPPOL-EN16931-P0100, of UNTDID 1001.
_TYPES = (
    "71", "80", "82", "84", "102", "218", "219", "326", "331", "380", "382", "383", "384", "386",
    "388", "393", "395", "553", "575", "623", "780", "817", "870", "875", "876", "877",
)  # fmt: skip

_SPECIFICATION_ID = Term("cbc:CustomizationID", "BT-24", "BR-01")
_PROCESS_ID = Term("cbc:ProfileID", "BT-23", "PEPPOL-EN16931-R001")
_NUMBER = Term("cbc:ID", "BT-1", "BR-02")
_DATE = Term("cbc:IssueDate", "BT-2", "BR-03")
_DUE_DATE = Term("cbc:DueDate", "BT-9")
_TYPE = Term("cbc:InvoiceTypeCode", "BT-3", "BR-04")
_CURRENCY_CODE = Term("cbc:DocumentCurrencyCode", "BT-5", "BR-05")
_TAX_CURRENCY = Term("cbc:TaxCurrencyCode", "BT-6")
_TAX = Term("cbc:TaxAmount", "BT-110", "BR-CO-15", "BR-DEC-13")
_TAX_PART = Term("cbc:TaxAmount", "BT-117", "BR-46", "BR-DEC-20")
_LINE_NET = Term("cbc:LineExtensionAmount", "BT-131", "BR-24", "BR-DEC-23")
_LINES = Term("cbc:LineExtensionAmount", "BT-106", "BR-12", "BR-DEC-09")
_WITHOUT_TAX = Term("cbc:TaxExclusiveAmount", "BT-109", "BR-13", "BR-DEC-12")
_WITH_TAX = Term("cbc:TaxInclusiveAmount", "BT-112", "BR-14", "BR-DEC-14")
_ALLOWANCES = Term("cbc:AllowanceTotalAmount", "BT-107", "", "BR-DEC-10")
_CHARGES = Term("cbc:ChargeTotalAmount", "BT-108", "", "BR-DEC-11")
_PREPAID = Term("cbc:PrepaidAmount", "BT-113", "", "BR-DEC-16")
_ROUNDING = Term("cbc:PayableRoundingAmount", "BT-114", "", "BR-DEC-17")
_PAYABLE = Term("cbc:PayableAmount", "BT-115", "BR-15", "BR-DEC-18")

_ENDPOINT = "cbc:EndpointID"
_NAME = "cac:PartyLegalEntity/cbc:RegistrationName"
_COMPANY_ID = "cac:PartyLegalEntity/cbc:CompanyID"
_COUNTRY_CODE = "cac:PostalAddress/cac:Country/cbc:IdentificationCode"
_SELLER: Mapping[str, Term] = {
    _ENDPOINT: Term(_ENDPOINT, "BT-34", "BR-62"),
    _NAME: Term(_NAME, "BT-27", "BR-06"),
    _COMPANY_ID: Term(_COMPANY_ID, "BT-30"),
    _COUNTRY_CODE: Term(_COUNTRY_CODE, "BT-40", "BR-09"),
}
_BUYER: Mapping[str, Term] = {
    _ENDPOINT: Term(_ENDPOINT, "BT-49", "BR-63"),
    _NAME: Term(_NAME, "BT-44", "BR-07"),
    _COMPANY_ID: Term(_COMPANY_ID, "BT-47"),
    _COUNTRY_CODE: Term(_COUNTRY_CODE, "BT-55", "BR-11"),
}


def read(content: bytes) -> Invoice:
    """The invoice in a document. Raises DocumentError, nothing else."""
    return understood(parse(content, *ROOTS))


def understood(element: _Element) -> Invoice:
    """The invoice in a parsed document, whose first element is one of `ROOTS`. Raises DocumentError, nothing else.

    Its total is the amount due (BT-115): what was paid before (BT-113) is off it, and it is rounded (BT-114).
    """
    root = Part(element)
    if element.tag == CREDIT_NOTE:
        raise DocumentError("The document is a CreditNote: an Invoice is allowed, as a credit is no claim.")
    _is_of_peppol(root)
    kind = root.need(_TYPE)
    if kind not in _TYPES:
        root.refuse(_TYPE, kind, f"one of {', '.join(_TYPES)}", "PEPPOL-EN16931-P0100")
    currency = root.need(_CURRENCY_CODE, _CURRENCY, "a currency of three capital letters", "BR-CL-04")
    seller, buyer = _party(root, "Supplier", _SELLER), _party(root, "Customer", _BUYER)
    means = list(root.parts("cac:PaymentMeans"))
    totals, tax = _totals(root, currency)
    return Invoice(
        version=VERSION,
        number=root.need(_NUMBER),
        type_code=kind,
        date=root.date(_DATE) or root.missing(_DATE),
        due_date=root.date(_DUE_DATE),
        total=totals.amount(_PAYABLE, currency),
        total_without_vat=totals.amount(_WITHOUT_TAX, currency),
        vat=tax,
        seller=seller,
        buyer=buyer,
        iban=account(_first(means, "cac:PayeeFinancialAccount/cbc:ID")),
        bic=account(_first(means, "cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch/cbc:ID")),
        reference=_reference(_first(means, "cbc:PaymentID"), seller),
        language=None,
        rows=tuple(_rows(root)),
        taxes=tuple(_taxes(root)),
        charges=(totals.amount(_WITHOUT_TAX, currency) - totals.amount(_LINES, currency)).decimal,
        paid=(totals.amount(_WITH_TAX, currency) - totals.amount(_PAYABLE, currency)).decimal,
    )


def _is_of_peppol(root: Part) -> None:
    root.need(_SPECIFICATION_ID, _SPECIFICATION, repr(_BILLING), "PEPPOL-EN16931-R004")
    process = "'urn:fdc:peppol.eu:2017:poacc:billing:NN:1.0', NN being the number of the process,"
    root.need(_PROCESS_ID, _PROCESS, process, "PEPPOL-EN16931-R007")


def _totals(root: Part, currency: str) -> tuple[Part, Money]:
    """The totals, which agree with the lines, the tax and each other; and the tax."""
    totals = root.part("cac:LegalMonetaryTotal")
    if totals is None:
        return root.missing(Term("cac:LegalMonetaryTotal", "BG-22", "BR-12"))
    tax = _tax(root, currency)
    nothing = Money.zero(currency)
    lines, without, with_tax, payable = (
        totals.amount(term, currency) for term in (_LINES, _WITHOUT_TAX, _WITH_TAX, _PAYABLE)
    )
    allowances, charges, prepaid, rounding = (
        totals.optional_amount(term, currency) or nothing
        for term in (_ALLOWANCES, _CHARGES, _PREPAID, _ROUNDING)
    )
    _agrees(totals, _LINES, lines, _lines(root, currency), "the sum of the lines", "BR-CO-10")
    net = lines - allowances + charges
    _agrees(totals, _WITHOUT_TAX, without, net, "the lines less allowances and with charges", "BR-CO-13")
    _agrees(totals, _WITH_TAX, with_tax, without + tax, "the total without tax and the tax", "BR-CO-15")
    due = with_tax - prepaid + rounding
    _agrees(totals, _PAYABLE, payable, due, "the total with tax less what is paid, and rounded", "BR-CO-16")
    return totals, tax


def _agrees(part: Part, term: Term, said: Money, counted: Money, what: str, rule: str) -> None:
    if said != counted:
        part.refuse(term, said.text, f"{counted.text} ({what})", rule)


def _lines(root: Part, currency: str) -> Money:
    lines = [line.amount(_LINE_NET, currency) for line in root.parts("cac:InvoiceLine")]
    if not lines:
        root.missing(Term("cac:InvoiceLine", "BG-25", "BR-16"))
    return Money.total(lines, currency)


def _tax(root: Part, currency: str) -> Money:
    """The tax in the invoice's currency, which its parts add up to; in another currency it may be said too."""
    found = list(root.parts("cac:TaxTotal[cac:TaxSubtotal]"))
    if not found:
        return root.missing(Term("cac:TaxTotal/cac:TaxSubtotal", "BG-23", "BR-CO-18"))
    if len(found) > 1:
        raise DocumentError(
            f"{found[1].place()} stands there {len(found)} times with a cac:TaxSubtotal:"
            " once is allowed (BG-22, PEPPOL-EN16931-R053)."
        )
    _tax_currency(root, currency)
    tax = found[0].amount(_TAX, currency)
    parts = [part.amount(_TAX_PART, currency) for part in found[0].parts("cac:TaxSubtotal")]
    _agrees(found[0], _TAX, tax, Money.total(parts, currency), "the sum of its parts", "BR-CO-14")
    return tax


def _taxes(root: Part) -> Iterator[Tax]:
    for part in root.parts("cac:TaxTotal/cac:TaxSubtotal"):
        yield Tax(
            percent=part.number("cac:TaxCategory/cbc:Percent"),
            base=part.number("cbc:TaxableAmount"),
            amount=part.number(_TAX_PART.path),
        )


def _tax_currency(root: Part, currency: str) -> None:
    """Where the tax is accounted for in another currency, it is said in that one too."""
    other = root.text(_TAX_CURRENCY.path)
    if other == currency:
        allowed = f"another currency than that of the invoice, {currency},"
        root.refuse(_TAX_CURRENCY, other, allowed, "PEPPOL-EN16931-R005")
    said = {part.element.get("currencyID") for part in root.parts("cac:TaxTotal/cbc:TaxAmount")}
    if other and other not in said:
        root.refuse(
            _TAX_CURRENCY, other, "a currency in which a cac:TaxTotal/cbc:TaxAmount says the tax", "BR-53"
        )


def _party(root: Part, role: str, terms: Mapping[str, Term]) -> Party:
    path = f"cac:Accounting{role}Party/cac:Party"
    party = root.part(path)
    if party is None:
        return root.missing(Term(f"{path}/{_NAME}", terms[_NAME].id, terms[_NAME].rule))
    return Party(
        name=party.need(terms[_NAME]),
        business_id=_identified(party, terms[_COMPANY_ID]),
        tax_code=_tax_code(party),
        eia=_electronic_address(party, terms[_ENDPOINT]),
        operator=None,
        address=_address(party, terms[_COUNTRY_CODE]),
        email=party.text("cac:Contact/cbc:ElectronicMail"),
        phone=party.text("cac:Contact/cbc:Telephone"),
        customer_number=_first(list(party.parts("cac:PartyIdentification")), "cbc:ID"),
    )


def _electronic_address(party: Part, term: Term) -> str | None:
    """The address with its scheme, as it is written in Peppol: "0192:310000005"."""
    found, address = party.part(term.path), _identified(party, term)
    if found is None or address is None:
        return None
    stated = found.element.get("schemeID")
    attribute = Term(f"{term.path}/@schemeID", f"{term.id}-1", term.rule)
    if stated is None:
        return party.missing(attribute)
    if not _SCHEME.fullmatch(stated):
        party.refuse(attribute, stated, "a code of four digits (EAS)", "PEPPOL-EN16931-CL008")
    return f"{stated}:{address}"


def _identified(party: Part, term: Term) -> str | None:
    """An identifier; one of a Norwegian or Swedish register has the right form and check digit."""
    found = party.part(term.path)
    text = found.words if found else None
    scheme = found.element.get("schemeID") if found else None
    if text and scheme == "0192" and not is_norwegian_organisation_number(text):
        allowed = "a Norwegian organisation number, nine digits with the right check digit,"
        party.refuse(term, text, allowed, "PEPPOL-COMMON-R041")
    if text and scheme == "0007" and not (re.fullmatch("[0-9]{10}", text) and ends_in_luhn_digit(text)):
        allowed = "a Swedish organisation number, ten digits with the right check digit,"
        party.refuse(term, text, allowed, "PEPPOL-COMMON-R049")
    return text


def _tax_code(party: Part) -> str | None:
    """The number under which it pays VAT; the other schemes are of other taxes."""
    schemes = party.parts("cac:PartyTaxScheme")
    return next(
        (one.text("cbc:CompanyID") for one in schemes if one.text("cac:TaxScheme/cbc:ID") == "VAT"), None
    )


def _address(party: Part, country: Term) -> Address:
    """A postal address; a part that the document leaves out is empty, but for the country, which it has to have."""
    code = party.need(country, _COUNTRY, "a country of two capital letters", "BR-CL-14")
    lines = ("cbc:StreetName", "cbc:AdditionalStreetName", "cac:AddressLine/cbc:Line")
    street = filter(None, (party.text(f"cac:PostalAddress/{line}") for line in lines))
    return Address(
        street=", ".join(street),
        postal_code=party.text("cac:PostalAddress/cbc:PostalZone") or "",
        city=party.text("cac:PostalAddress/cbc:CityName") or "",
        country=code,
    )


def _first(parts: list[Part], path: str) -> str | None:
    return next(filter(None, (part.text(path) for part in parts)), None)


def _reference(text: str | None, seller: Party) -> str | None:
    """Without spaces; a Finnish one without the zeros that may fill it up. An OCR or a KID has a length of its own."""
    plain = "".join((text or "").split())
    is_finnish = seller.address is not None and seller.address.country == "FI"
    return (plain.lstrip("0") if is_finnish else plain) or None


def _rows(root: Part) -> Iterator[Row]:
    for line in root.parts("cac:InvoiceLine"):
        yield Row(
            description=line.text("cac:Item/cbc:Name"),
            quantity=line.number("cbc:InvoicedQuantity"),
            unit_price=_unit_price(line),
            vat_percent=line.number("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"),
            net=line.number(_LINE_NET.path),
            vat=None,
            total=None,
        )


def _unit_price(line: Part) -> Decimal | None:
    """The price of one, where the document may say that of several (BT-149)."""
    price, several = line.number("cac:Price/cbc:PriceAmount"), line.number("cac:Price/cbc:BaseQuantity")
    return price / several if price is not None and several else price
