"""Invoices as strange as a document can make them: for what writes any of them down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from simulator.documents.invoice import Address, Invoice, Party, Row, Tax
from simulator.domain.money import MOST_MINOR_UNITS, Money

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120).map(str.strip)
_SOME = st.one_of(_TEXT, st.sampled_from(["x", "å ö " * 40, "Ylipitkäyhdyssana" * 9, "Oy Ab", "A B " * 60]))
NEEDED = _SOME.map(lambda text: " ".join(text.split())).filter(bool)
_MAYBE = st.none() | NEEDED
_NUMBER = st.decimals(-(10**15), 10**15, allow_nan=False, places=10) | st.decimals(-99, 9999, places=2)
_ADDRESS = st.builds(
    Address, *(3 * [_SOME]), country=st.sampled_from([None, "FI", "fi", "", "FIN", "Å1", "Suomi"])
)
_PARTY = st.builds(
    Party,
    name=NEEDED,
    business_id=_MAYBE,
    tax_code=_MAYBE,
    eia=_MAYBE,
    operator=_MAYBE,
    address=st.none() | _ADDRESS,
    email=_MAYBE,
    phone=_MAYBE,
    customer_number=_MAYBE,
)
_ROW = st.builds(Row, _MAYBE, *(6 * [st.none() | _NUMBER]))
_TAX = st.builds(Tax, *(3 * [st.none() | _NUMBER]))
_CURRENCY = st.shared(st.sampled_from(["EUR", "NOK", "JPY", "KWD"]), key="currency")
_MONEY = st.builds(Money, st.integers(-MOST_MINOR_UNITS, MOST_MINOR_UNITS), _CURRENCY)
_BESIDE = st.sampled_from([Decimal(0), Decimal("-15.00"), Decimal("2.55"), Decimal("0.1234567")])
_DAY = st.dates(date(1, 1, 1), date(9999, 12, 31))

INVOICES = st.builds(
    Invoice,
    version=st.just("any"),
    number=NEEDED,
    type_code=st.sampled_from(["INV01", "REC01", "380", "00", "XYZ01"]),
    date=_DAY,
    due_date=st.none() | _DAY,
    total=_MONEY,
    total_without_vat=st.none() | _MONEY,
    vat=st.none() | _MONEY,
    seller=_PARTY,
    buyer=_PARTY,
    iban=_MAYBE,
    bic=_MAYBE,
    reference=_MAYBE,
    language=st.sampled_from([None, "SV", "en", "fin", "", "ÄÖ", "xx"]),
    rows=st.lists(_ROW, max_size=4).map(tuple),
    taxes=st.lists(_TAX, max_size=3).map(tuple),
    charges=_BESIDE,
    paid=_BESIDE,
)
"""Any invoice that a reader could make of a document, and some that none makes."""
