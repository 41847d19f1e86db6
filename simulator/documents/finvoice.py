"""Reads Finvoice 3.0, the e-invoice of Finance Finland, and 1.3 and 2.0, which say the same in the same places.

Only what a collection service needs is read; what else a document holds is left alone, and whether it
follows the schema in all its parts is not judged. Amounts have a decimal comma, dates are CCYYMMDD.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from simulator.documents.elements import Part, words
from simulator.documents.invoice import Address, Invoice, Party, Row, Tax, account
from simulator.documents.safe_xml import DocumentError, parse
from simulator.domain.money import Money

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOT = "Finvoice"
VERSIONS = ("1.3", "2.0", "2.01", "3.0")
_AMOUNT = re.compile(r"-?[0-9]{1,15}(,[0-9]{1,5})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_DATE = re.compile(r"[0-9]{8}", re.ASCII)
_TYPE_CODE = re.compile(r"[A-Z]{3}[0-9]{2}", re.ASCII)


def read(content: bytes) -> Invoice:
    """The invoice in a document, with a SOAP frame before it or not. Raises DocumentError, nothing else."""
    return understood(parse(content, ROOT))


def understood(element: _Element) -> Invoice:
    """The invoice in a parsed document, whose first element is `ROOT`. Raises DocumentError, nothing else."""
    version = element.get("Version", "")
    if version not in VERSIONS:
        raise DocumentError(f"Finvoice/@Version is {version[:20]!r}: {', '.join(VERSIONS)} are allowed.")
    root = _Part(element)
    details = root.part("InvoiceDetails")
    with_vat, currency = details.total("InvoiceTotalVatIncludedAmount")
    paid = details.money("InvoicePaidAmount", currency) or Money.zero(currency)
    iban, bic = _account(root)
    return Invoice(
        version=version,
        number=details.need("InvoiceNumber"),
        type_code=details.need("InvoiceTypeCode", _TYPE_CODE, "three letters and two digits"),
        date=details.date("InvoiceDate") or details.missing("InvoiceDate"),
        due_date=_due_date(root, details),
        total=with_vat - paid,
        total_without_vat=details.money("InvoiceTotalVatExcludedAmount", currency),
        vat=details.money("InvoiceTotalVatAmount", currency),
        seller=_seller(root),
        buyer=_buyer(root, details),
        iban=iban,
        bic=bic,
        reference=_reference(root),
        language=root.text("InvoiceRecipientLanguageCode"),
        rows=tuple(_rows(root, currency)),
        taxes=tuple(_taxes(details, currency)),
        charges=_charges(details, currency),
        paid=paid.decimal,
    )


class _Part(Part):
    """An element, and what is asked of those below it."""

    def date(self, path: str) -> datetime.date | None:
        found = self.one(path)
        text = words(found) if found is not None else ""
        if found is None or not text:
            return None
        if found.get("Format") != "CCYYMMDD":
            self.refuse(f"{path}/@Format", found.get("Format", ""), "CCYYMMDD")
        try:
            if not _DATE.fullmatch(text):
                raise ValueError
            return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            return self.refuse(path, text, "a date of the calendar as CCYYMMDD")

    def number(self, path: str) -> Decimal | None:
        text = self.text(path)
        return Decimal(text.replace(",", ".")) if text and _AMOUNT.fullmatch(text) else None

    def amount(self, path: str, currency: str) -> Decimal | None:
        found = self.one(path)
        text = words(found) if found is not None else ""
        if found is None or not text:
            return None
        if found.get("AmountCurrencyIdentifier", currency) != currency:
            self.refuse(
                path, found.get("AmountCurrencyIdentifier", ""), f"the currency of the total, {currency}"
            )
        if not _AMOUNT.fullmatch(text):
            self.refuse(path, text, "digits with a decimal comma, as 1240,00")
        return Decimal(text.replace(",", "."))

    def money(self, path: str, currency: str) -> Money | None:
        amount = self.amount(path, currency)
        try:
            return None if amount is None else Money.parse(amount, currency)
        except ValueError as error:
            raise DocumentError(f"{self.place(path)}: {error}") from None

    def total(self, path: str) -> tuple[Money, str]:
        currency = self.part(path).element.get("AmountCurrencyIdentifier", "")
        if not _CURRENCY.fullmatch(currency):
            self.refuse(f"{path}/@AmountCurrencyIdentifier", currency, "a currency of three capital letters")
        return self.money(path, currency) or self.missing(path), currency


def _account(root: _Part) -> tuple[str | None, str | None]:
    """IBAN and BIC: those of the payment, or the seller's first; a national account where there is no IBAN."""
    payment, seller = "EpiDetails/EpiPartyDetails", "SellerInformationDetails/SellerAccountDetails"
    accounts = (f"{payment}/EpiBeneficiaryPartyDetails/EpiAccountID", f"{seller}/SellerAccountID")
    ibans = (f"{path}[@IdentificationSchemeName='IBAN']" for path in accounts)
    bic = root.first(f"{payment}/EpiBfiPartyDetails/EpiBfiIdentifier", f"{seller}/SellerBic")
    return account(root.first(*ibans, *accounts)), account(bic)


def _charges(details: _Part, currency: str) -> Decimal:
    """What is charged on the whole invoice less its discounts, by their totals or, where there is none, one by one."""
    charges = details.amount("ChargesTotalVatExcludedAmount", currency)
    discounts = details.amount("DiscountsTotalVatExcludedAmount", currency)
    if charges is None:
        charges = _sum(details, "ChargeDetails", currency)
    if discounts is None:
        discounts = _sum(details, "DiscountDetails", currency)
    return charges - discounts


def _sum(details: _Part, name: str, currency: str) -> Decimal:
    amounts = (part.amount("Amount", currency) for part in details.parts(name))
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _taxes(details: _Part, currency: str) -> Iterator[Tax]:
    for part in details.parts("VatSpecificationDetails"):
        yield Tax(
            percent=part.number("VatRatePercent"),
            base=part.amount("VatBaseAmount", currency),
            amount=part.amount("VatRateAmount", currency),
        )


def _due_date(root: _Part, details: _Part) -> datetime.date | None:
    return details.date("PaymentTermsDetails/InvoiceDueDate") or root.date(
        "EpiDetails/EpiPaymentInstructionDetails/EpiDateOptionDate"
    )


def _reference(root: _Part) -> str | None:
    """Without spaces, and without the zeros that fill a national reference up to twenty digits."""
    text = root.text("EpiDetails/EpiPaymentInstructionDetails/EpiRemittanceInfoIdentifier")
    return "".join(text.split()).lstrip("0") or None if text else None


def _seller(root: _Part) -> Party:
    party = root.part("SellerPartyDetails")
    return Party(
        name=party.need("SellerOrganisationName"),
        business_id=party.text("SellerPartyIdentifier"),
        tax_code=party.text("SellerOrganisationTaxCode"),
        eia=root.text("MessageTransmissionDetails/MessageSenderDetails/FromIdentifier"),
        operator=root.text("MessageTransmissionDetails/MessageSenderDetails/FromIntermediator"),
        address=_address(party, "Seller"),
        email=root.text("SellerCommunicationDetails/SellerEmailaddressIdentifier"),
        phone=root.text("SellerCommunicationDetails/SellerPhoneNumberIdentifier"),
        customer_number=None,
    )


def _buyer(root: _Part, details: _Part) -> Party:
    party = root.part("BuyerPartyDetails")
    return Party(
        name=party.need("BuyerOrganisationName"),
        business_id=party.text("BuyerPartyIdentifier"),
        tax_code=party.text("BuyerOrganisationTaxCode"),
        eia=root.text("MessageTransmissionDetails/MessageReceiverDetails/ToIdentifier"),
        operator=root.text("MessageTransmissionDetails/MessageReceiverDetails/ToIntermediator"),
        address=_address(party, "Buyer"),
        email=root.text("BuyerCommunicationDetails/BuyerEmailaddressIdentifier"),
        phone=root.text("BuyerCommunicationDetails/BuyerPhoneNumberIdentifier"),
        customer_number=details.text("SellersBuyerIdentifier") or party.text("BuyerCode"),
    )


def _address(party: _Part, role: str) -> Address | None:
    """None where the document gives none; a part that it leaves out is empty."""
    path = f"{role}PostalAddressDetails"
    if party.one(path) is None:
        return None
    address = party.part(path)
    return Address(
        street=address.text(f"{role}StreetName", ", ")
        or address.text(f"{role}PostOfficeBoxIdentifier")
        or "",
        postal_code=address.text(f"{role}PostCodeIdentifier") or "",
        city=address.text(f"{role}TownName") or "",
        country=address.text("CountryCode"),
    )


def _rows(root: _Part, currency: str) -> Iterator[Row]:
    for row in root.parts("InvoiceRow"):
        yield _row(row, "", currency)
        for below in row.parts("SubInvoiceRow"):
            yield _row(below, "Sub", currency)


def _row(row: _Part, prefix: str, currency: str) -> Row:
    """A row, or one below it: those have the same elements with a prefix.

    Before 2.0 a row had no invoiced quantity, and many write its description into its free text.
    """
    return Row(
        description=row.text(f"{prefix}ArticleName") or row.text(f"{prefix}RowFreeText"),
        quantity=row.number(f"{prefix}InvoicedQuantity") or row.number(f"{prefix}DeliveredQuantity"),
        unit_price=row.number(f"{prefix}UnitPriceAmount"),
        vat_percent=row.number(f"{prefix}RowVatRatePercent"),
        net=row.amount(f"{prefix}RowVatExcludedAmount", currency),
        vat=row.amount(f"{prefix}RowVatAmount", currency),
        total=row.amount(f"{prefix}RowAmount", currency),
    )
