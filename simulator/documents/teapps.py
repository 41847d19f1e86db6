"""Reads TEAPPSXML 2.7 and 3.0, the e-invoice of Tieto, as far as it identifies, amounts and addresses one invoice.

A document is a batch: frames for its transport, and invoices, of which there has to be one here. Dates stand in four
parts. An amount says its sign and whether it is with tax in attributes. With a comma or a point before the decimals it
is read alike.

Source: TEAPPSXML 2.7.2 and 3.0, empty invoice structure with explanations (Tieto). Its implementation guide was seen
in part only: that rows of the types SUBTOTAL, INFO and SPECIFICATION explain others, and are not added up, is inferred
from their explanations.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from simulator.documents.elements import Part, words
from simulator.documents.invoice import Address, Invoice, Party, Row, Tax, account
from simulator.documents.safe_xml import DocumentError, parse
from simulator.domain.money import Money

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOT = "INVOICE_CENTER"
UNSTATED = ""
"""The version of a document that does not state one."""

_FRAME = "CONTENT_FRAME/BLOCK_RULES"
_INVOICE = "CONTENT_FRAME/INVOICES/INVOICE"
_TOTAL = "SUMMARY/INVOICE_TOTAL"
_VERSION = re.compile(r"(2\.7|3\.0)(\.[0-9]{1,3})*", re.ASCII)
_AMOUNT = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,10})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_DATE = ("CENTURY", "DECADE_AND_YEAR", "MONTH", "DAY")
_EXPLAINS = ("SUBTOTAL", "INFO", "SPECIFICATION")
# Of the types of invoices: sales, collecting, transit, interest invoice, request for payment, vehicle.
_CLAIMS = ("00", "02", "03", "06", "09", "20")


def read(content: bytes) -> Invoice:
    """The invoice in a document. Raises DocumentError, nothing else."""
    return understood(parse(content, ROOT))


def understood(element: _Element) -> Invoice:
    """The invoice in a parsed document, whose first element is `ROOT`. Raises DocumentError, nothing else.

    Its version is 2.7, 3.0 or `UNSTATED`.
    """
    root = _Part(element)
    version = _version(root)
    invoice = _one(root)
    currency = invoice.need("HEADER/CURRENCY/CODE", _CURRENCY, "a currency of three capital letters")
    total = invoice.money(_TOTAL, "INCLUDED", currency)
    if total is None:
        return invoice.missing(f'{_TOTAL}/AMOUNT[@VAT="INCLUDED"]')
    return Invoice(
        version=version,
        number=invoice.need("HEADER/INVOICE_ID"),
        type_code=_type(invoice),
        date=invoice.date("HEADER/INVOICE_DATE") or invoice.missing("HEADER/INVOICE_DATE/DATE"),
        due_date=invoice.date("HEADER/DUE_DATE"),
        total=total,
        total_without_vat=invoice.money(_TOTAL, "EXCLUDED", currency),
        vat=invoice.money("SUMMARY/VAT_TOTAL", "", currency),
        seller=_party(invoice.part("PAYEE")),
        buyer=_party(invoice.part("RECEIVER")),
        iban=account(invoice.first("PAYEE/BANKS/IBAN_ACCOUNT_NUMBER", "PAYEE/BANKS/BANK_ACCOUNT_NUMBER")),
        bic=account(invoice.first("PAYEE/BANKS/SWIFT_CODE")),
        reference=_reference(invoice),
        language=invoice.text("RECEIVER/CUSTOMER_INFORMATION/LANGUAGE_CODE"),
        rows=tuple(map(_row, invoice.parts("ROWS/ROW"))),
        taxes=tuple(map(_tax, invoice.parts("SUMMARY/VAT_SUMMARY"))),
        charges=invoice.sum("SUMMARY/CHARGES_TOTAL") - invoice.sum("SUMMARY/DISCOUNTS_TOTAL"),
        paid=invoice.sum("SUMMARY/ADVANCE_PAYMENT") - (invoice.number("SUMMARY/ROUNDINGS") or Decimal(0)),
    )


class _Part(Part):
    """An element, and what is asked of those below it."""

    def date(self, path: str) -> datetime.date | None:
        """A date in its four parts; None where there is none, or one in words."""
        found = [self.text(f"{path}/DATE/{name}") for name in _DATE]
        if not any(found):
            return None
        century, decade, month, day = (each or "" for each in found)
        text = "-".join((century.zfill(2) + decade.zfill(2), month.zfill(2), day.zfill(2)))
        try:
            if not all(each and re.fullmatch("[0-9]{1,2}", each, re.ASCII) for each in found):
                raise ValueError
            return datetime.date.fromisoformat(text)
        except ValueError:
            return self.refuse(f"{path}/DATE", text, "a date of the calendar, in DAY, MONTH and so on,")

    def number(self, path: str) -> Decimal | None:
        """The number at a path, with the sign that stands beside it."""
        found = self.one(path)
        text = words(found) if found is not None else ""
        if found is None or not text:
            return None
        if not _AMOUNT.fullmatch(text):
            self.refuse(path, text, "digits, with a comma or a point before decimals, as 1240,00")
        number = Decimal(text.replace(",", "."))
        return -abs(number) if found.get("SIGN", "").strip() == "-" else number

    def amount(self, path: str, vat: str) -> Decimal | None:
        """The amount at a path: with tax (INCLUDED), without (EXCLUDED), or "" where it is that of a tax itself."""
        return self.number(f"{path}/AMOUNT[@VAT='{vat}']" if vat else f"{path}/AMOUNT")

    def sum(self, path: str) -> Decimal:
        """The amount without tax at a path, nothing if there is none."""
        return self.amount(path, "EXCLUDED") or self.amount(path, "") or Decimal(0)

    def money(self, path: str, vat: str, currency: str) -> Money | None:
        """The amount at a path in a currency."""
        amount = self.amount(path, vat)
        try:
            return None if amount is None else Money.parse(amount, currency)
        except ValueError as error:
            raise DocumentError(f"{self.place(path)}: {error}") from None


def _version(root: _Part) -> str:
    stated = root.text(f"{_FRAME}/FORMAT_VERSION")
    if stated is None:
        return UNSTATED
    found = _VERSION.fullmatch(stated)
    return found[1] if found else root.refuse(f"{_FRAME}/FORMAT_VERSION", stated, "2.7 or 3.0")


def _one(root: _Part) -> _Part:
    found = list(root.parts(_INVOICE))
    if len(found) > 1:
        raise DocumentError(f"{root.place(_INVOICE)} stands there {len(found)} times: once is allowed.")
    return found[0] if found else root.missing(_INVOICE)


def _type(invoice: _Part) -> str:
    code = invoice.need("HEADER/INVOICE_TYPE")
    return code if code in _CLAIMS else invoice.refuse("HEADER/INVOICE_TYPE", code, ", ".join(_CLAIMS))


def _reference(invoice: _Part) -> str | None:
    """Without spaces, and a Finnish one without the zeros that fill it up."""
    payment = "PAYEE/DETAILS_OF_PAYMENT"
    text = invoice.first(f"{payment}/FI_PAYMENT_REFERENCE", f"{payment}/IPI_REFERENCE")
    return "".join((text or "").split()).lstrip("0") or None


def _party(part: _Part) -> Party:
    who = part.part("CUSTOMER_INFORMATION")
    return Party(
        name=who.need("CUSTOMER_NAME"),
        business_id=who.text("ORGANIZATION_NUMBER"),
        tax_code=who.text("VAT_NUMBER"),
        eia=part.text("NET_SERVICE_ID"),
        operator=part.text("INTERMEDIATOR"),
        address=_address(who),
        email=who.first("CONTACT_INFORMATION/E-MAIL_ADDRESS", "E-MAIL_ADDRESS"),
        phone=who.first("CONTACT_INFORMATION/TELEPHONE_NUMBER"),
        customer_number=who.text("CUSTOMER_ID") or part.text("CUSTOMER_ID"),
        is_person=who.text("SOCIAL_SECURITY_NUMBER") is not None,
    )


def _address(who: _Part) -> Address | None:
    """None where the document gives none; a part that it leaves out is empty."""
    if who.text("ADDRESS") is None:
        return None
    streets = (who.text(f"ADDRESS/STREET_ADDRESS{line}", ", ") for line in (1, 2, 3, 4))
    return Address(
        street=", ".join(filter(None, streets)),
        postal_code=who.text("ADDRESS/POSTAL_CODE") or "",
        city=who.text("ADDRESS/POST_OFFICE") or "",
        country=who.text("ADDRESS/COUNTRY_CODE"),
    )


def _row(row: _Part) -> Row:
    counts = row.element.get("ROW_TYPE", "").strip().upper() not in _EXPLAINS
    return Row(
        description=row.text("ARTICLE/ARTICLE_NAME") or row.text("FREE_TEXT"),
        quantity=row.number("QUANTITY/CHARGED") or row.number("QUANTITY/DELIVERED"),
        unit_price=row.amount("PRICE_PER_UNIT", ""),
        vat_percent=row.number("VAT/RATE"),
        net=row.amount("ROW_TOTAL", "EXCLUDED") if counts else None,
        vat=row.amount("VAT/VAT_AMOUNT", "") if counts else None,
        total=row.amount("ROW_TOTAL", "INCLUDED") if counts else None,
    )


def _tax(part: _Part) -> Tax:
    return Tax(
        percent=part.number("RATE"),
        base=part.amount("ACCORDING", ""),
        amount=part.amount("VAT_RATE_TOTAL", ""),
    )
