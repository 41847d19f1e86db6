"""Writes what an invoice says as a new Finvoice 3.0, without what a payment needs (`recipient` adds that).

The texts are cut to the lengths of the schema, or go on in the next element where there may be several; what it has no
form for is left out. Amounts have a decimal comma.

Source: Finvoice 3.0, schema of Finance Finland.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from textwrap import wrap
from typing import TYPE_CHECKING

from simulator.documents.invoice import Address, Invoice, Party, Row, Tax

if TYPE_CHECKING:
    from lxml.etree import _Element

VERSION = "3.0"

_TYPE_CODE = re.compile("(REQ|QUO|ORD|ORC|INV|DEV|TES|INF|PRI|DEN|SEI|REC|RES|SDD)[0-9]{2}", re.ASCII)
_INVOICE_TYPE = "INV01"
_TITLES = {"SV": "FAKTURA", "EN": "INVOICE"}
_FINNISH_TITLE = "LASKU"
_TWO_LETTERS = re.compile("[A-Za-z]{2}", re.ASCII)
# XML 1.0, production 2: what may not stand in a document.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINES_OF_STREET = 3
_DIGITS = 15  # of an amount, before the comma


def written(invoice: Invoice) -> _Element:
    """A new document's first element."""
    from lxml import etree

    root = etree.Element("Finvoice", Version=VERSION)
    _party(root, "Seller", invoice.seller)
    _contact(root, "Seller", invoice.seller)
    if invoice.language and _TWO_LETTERS.fullmatch(invoice.language):
        add(root, "InvoiceRecipientLanguageCode", invoice.language.upper())
    _party(root, "Buyer", invoice.buyer)
    _contact(root, "Buyer", invoice.buyer)
    _details(root, invoice)
    for row in invoice.rows or (_one_row(invoice),):
        _row(root, row, invoice.currency)
    return root


def add(parent: _Element, name: str, text: str = "", **attributes: str) -> _Element:
    """A new last element below another."""
    from lxml import etree

    element = etree.SubElement(parent, name, attributes)
    element.text = _NOT_XML.sub(" ", text) or None
    return element


def add_date(parent: _Element, name: str, date: datetime.date) -> None:
    """A date as a new last element."""
    add(parent, name, date.isoformat().replace("-", ""), Format="CCYYMMDD")


def lines(text: str, most: int, least: int = 1) -> list[str]:
    """A text in lines of some characters at most, between words where that can be; none for an empty one.

    A line that is too short is filled with spaces.
    """
    return [line.ljust(least) for line in wrap(_NOT_XML.sub(" ", text), most)]


def cut(text: str | None, most: int, least: int = 1) -> str:
    """A text on one line, cut to some characters, or filled with spaces; an empty one stays so."""
    line = " ".join(_NOT_XML.sub(" ", text or "").split())[:most].rstrip()
    return line.ljust(least) if line else ""


def _texts(parent: _Element, name: str, *texts: str) -> None:
    for text in filter(None, texts):
        add(parent, name, text)


def _party(root: _Element, role: str, party: Party) -> None:
    part = add(root, f"{role}PartyDetails")
    _texts(part, f"{role}PartyIdentifier", cut(party.business_id, 35))
    _texts(part, f"{role}OrganisationName", *lines(party.name, 70, 2))
    _texts(part, f"{role}OrganisationTaxCode", cut(party.tax_code, 35))
    if party.address is not None and party.address.is_full:
        _address(add(part, f"{role}PostalAddressDetails"), role, party.address)


def _address(part: _Element, role: str, address: Address) -> None:
    _texts(part, f"{role}StreetName", *lines(address.street, 35, 2)[:_LINES_OF_STREET])
    _texts(part, f"{role}TownName", cut(address.city, 35, 2))
    _texts(part, f"{role}PostCodeIdentifier", cut(address.postal_code, 35, 2))
    if address.country and _TWO_LETTERS.fullmatch(address.country):
        add(part, "CountryCode", address.country.upper())


def _contact(root: _Element, role: str, party: Party) -> None:
    if party.phone or party.email:
        part = add(root, f"{role}CommunicationDetails")
        _texts(part, f"{role}PhoneNumberIdentifier", cut(party.phone, 35))
        _texts(part, f"{role}EmailaddressIdentifier", cut(party.email, 70))


def _details(root: _Element, invoice: Invoice) -> None:
    """A number that is too long keeps its end, which tells it from others."""
    part, currency = add(root, "InvoiceDetails"), invoice.currency
    add(
        part,
        "InvoiceTypeCode",
        invoice.type_code if _TYPE_CODE.fullmatch(invoice.type_code) else _INVOICE_TYPE,
    )
    add(part, "InvoiceTypeText", _TITLES.get((invoice.language or "").upper(), _FINNISH_TITLE))
    add(part, "OriginCode", "Original")
    add(part, "InvoiceNumber", " ".join(invoice.number.split())[-20:])
    add_date(part, "InvoiceDate", invoice.date)
    _texts(part, "SellersBuyerIdentifier", cut(invoice.buyer.customer_number, 70))
    if invoice.charges:
        name = "DiscountsTotal" if invoice.charges < 0 else "ChargesTotal"
        _amount(part, f"{name}VatExcludedAmount", abs(invoice.charges), currency)
    if invoice.total_without_vat is not None:
        _amount(part, "InvoiceTotalVatExcludedAmount", invoice.total_without_vat.decimal, currency)
    if invoice.vat is not None:
        _amount(part, "InvoiceTotalVatAmount", invoice.vat.decimal, currency)
    _amount(part, "InvoiceTotalVatIncludedAmount", invoice.total.decimal + invoice.paid, currency)
    if invoice.paid:
        _amount(part, "InvoicePaidAmount", invoice.paid, currency)
    for tax in invoice.taxes:
        _tax(add(part, "VatSpecificationDetails"), tax, currency)
    if invoice.due_date:
        add_date(add(part, "PaymentTermsDetails"), "InvoiceDueDate", invoice.due_date)


def _tax(part: _Element, tax: Tax, currency: str) -> None:
    _amount(part, "VatBaseAmount", tax.base, currency)
    _percent(part, "VatRatePercent", tax.percent)
    _amount(part, "VatRateAmount", tax.amount, currency)


def _one_row(invoice: Invoice) -> Row:
    """A document has to have a row."""
    nothing = (None,) * 5
    return Row(_TITLES.get((invoice.language or "").upper(), _FINNISH_TITLE), *nothing, invoice.total.decimal)


def _row(root: _Element, row: Row, currency: str) -> None:
    part, description = add(root, "InvoiceRow"), row.description or ""
    _texts(part, "ArticleName", cut(description, 100))
    if len(description) > 100:
        _texts(part, "ArticleDescription", cut(description, 512))
    quantity = None if row.quantity is None else _decimal(row.quantity, 0, 5)
    if quantity and len(quantity) <= 14:
        add(part, "InvoicedQuantity", quantity)
    _amount(part, "UnitPriceAmount", row.unit_price, currency)
    _percent(part, "RowVatRatePercent", row.vat_percent)
    _amount(part, "RowVatAmount", row.vat, currency)
    _amount(part, "RowVatExcludedAmount", row.net, currency)
    _amount(part, "RowAmount", row.total, currency)


def _amount(part: _Element, name: str, amount: Decimal | None, currency: str) -> None:
    text = None if amount is None else _decimal(amount, 2, 5)
    if text:
        add(part, name, text, AmountCurrencyIdentifier=currency)


def _percent(part: _Element, name: str, percent: Decimal | None) -> None:
    text = None if percent is None or percent < 0 else _decimal(percent, 0, 3)
    if text and len(text.partition(",")[0]) <= 3:
        add(part, name, text)


def _decimal(number: Decimal, least: int, most: int) -> str | None:
    """A number with some decimals, rounded if it has more; None for one that is too large to be written."""
    if abs(number) >= 10**_DIGITS - 1:
        return None
    text = f"{number.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP) + 0:f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(least, "0")
    return f"{whole},{fraction}" if fraction else whole
