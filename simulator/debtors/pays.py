"""`pays`: when a debtor pays, how much, how often, to whom, and with which reference.

    pays: never
    pays: {before: due, days: 2}                          # in time
    pays: {after: due, days: 20}                          # late
    pays: {after: reminder, days: 3, amount: 400.00}      # in part, and never the rest
    pays: {after: demand, days: 3, times: 2}              # twice
    pays: {after: demand, days: 3, more: 50.00}           # too much
    pays: [{after: transfer, days: 5, to: creditor}]      # to the creditor, though an agency collects

Without `amount` it pays all that it then owes; without `to`, whoever collects at that time.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from simulator.debtors._when import after, before, day_of
from simulator.domain.paying import REFERENCES, TO, Intention, Occasion

WORD = "pays"

_AMOUNT = {
    "type": ["number", "string"],
    "exclusiveMinimum": 0,
    "maximum": 99_999_999_999,
    "pattern": r"^(?!0+(\.0+)?$)[0-9]{1,11}(\.[0-9]{1,2})?$",
    "x-expected": "an amount above zero such as 400.00",
}
_HOW = {
    "amount": {**_AMOUNT, "description": "how much; without it, all that is then owed"},
    "more": {**_AMOUNT, "description": "how much more than what is then owed"},
    "times": {
        "type": "integer",
        "minimum": 2,
        "maximum": 10,
        "description": "how often the same sum is paid on that day",
    },
    "to": {"enum": list(TO), "description": "to whom; without it, to whoever collects at that time"},
    "reference": {"enum": list(REFERENCES), "description": "a wrong reference, or none"},
}
_ONE_SUM = {
    "allOf": [{"not": {"required": ["amount", "more"]}, "x-expected": "one of the words 'amount' and 'more'"}]
}
_PAYMENT = {"oneOf": [{**before(_HOW), **_ONE_SUM}, {**after(_HOW), **_ONE_SUM}]}

SCHEMA: dict[str, Any] = {
    "description": "when the debtor pays, how much, how often, to whom: never, or such as {after: reminder, days: 3}",
    "oneOf": [
        {"const": "never"},
        *_PAYMENT["oneOf"],
        {"type": "array", "items": _PAYMENT, "minItems": 1, "maxItems": 20},
    ],
}


def intend(value: Any, occasion: Occasion) -> list[Intention]:
    """Answer the payments that this occasion sets off."""
    payments = [] if value == "never" else value if isinstance(value, list) else [value]
    days = [(payment, day_of(payment, occasion)) for payment in payments]
    return [_intention(payment, day) for payment, day in days if day is not None]


def _intention(payment: dict[str, Any], day: date) -> Intention:
    amount, more = (str(payment[name]) if name in payment else None for name in ("amount", "more"))
    to, reference = payment.get("to"), payment.get("reference")
    return Intention(day, amount, to, reference, more=more, times=int(payment.get("times", 1)))
