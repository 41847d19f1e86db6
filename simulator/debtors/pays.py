"""`pays`: when a debtor pays, how much, to whom, and with which reference.

    pays: never
    pays: {before: due, days: 2}                          # in time
    pays: {after: due, days: 20}                          # late
    pays: {after: reminder, days: 3, amount: 400.00}      # in part, and never the rest
    pays: [{after: transfer, days: 5, to: creditor}]      # to the creditor, though an agency collects

Without `amount` it pays all that it then owes; without `to`, whoever collects at that time.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.domain.paying import REFERENCES, TO, Intention, Occasion

WORD = "pays"

_HOW = {
    "days": {
        "type": "integer",
        "minimum": 0,
        "maximum": 3650,
        "description": "how many days before or after",
    },
    "amount": {
        "type": ["number", "string"],
        "exclusiveMinimum": 0,
        "maximum": 99_999_999_999,
        "pattern": r"^(?!0+(\.0+)?$)[0-9]{1,11}(\.[0-9]{1,2})?$",
        "description": "how much; without it, all that is then owed",
        "x-expected": "an amount above zero such as 400.00",
    },
    "to": {"enum": list(TO), "description": "to whom; without it, to whoever collects at that time"},
    "reference": {"enum": list(REFERENCES), "description": "a wrong reference, or none"},
}
_BEFORE = {"before": {"enum": ["due"], "description": "the due date"}}
_AFTER = {"after": {"enum": ["due", "transfer", "reminder", "demand"], "description": "what it waits for"}}
_PAYMENT = {
    "oneOf": [
        {
            "type": "object",
            "properties": {**when, **_HOW},
            "required": [*when, "days"],
            "additionalProperties": False,
        }
        for when in (_BEFORE, _AFTER)
    ]
}

SCHEMA: dict[str, Any] = {
    "description": "when the debtor pays, how much, to whom",
    "oneOf": [
        {"const": "never"},
        *_PAYMENT["oneOf"],
        {"type": "array", "items": _PAYMENT, "minItems": 1, "maxItems": 20},
    ],
}


def intend(value: Any, occasion: Occasion) -> list[Intention]:
    """Answer the payments that this occasion sets off."""
    payments = [] if value == "never" else value if isinstance(value, list) else [value]
    return [_intention(payment, occasion) for payment in payments if _noticed(payment) == occasion.name]


def _noticed(payment: dict[str, Any]) -> str:
    """Due dates are known once the invoice is received; letters and the transfer speak for themselves."""
    after = payment.get("after", "due")
    return "received" if after == "due" else str(after)


def _intention(payment: dict[str, Any], occasion: Occasion) -> Intention:
    days = int(payment["days"])
    if "before" in payment:
        day = _shifted(occasion.due_date, -days)
    elif payment["after"] == "due":
        day = _shifted(occasion.due_date, days)
    else:
        day = _shifted(occasion.day, days)
    amount = payment.get("amount")
    return Intention(
        day, None if amount is None else str(amount), payment.get("to"), payment.get("reference")
    )


def _shifted(day: date, days: int) -> date:
    """So many days later; at the ends of the calendar its first or last day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
