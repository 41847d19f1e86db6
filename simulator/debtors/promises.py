"""`promises`: a debtor promises the agency to pay all that it owes, and keeps the promise or breaks it.

    promises: {after: reminder, days: 1, to_pay_in: 7, keeps: true}

The days of `to_pay_in` count from the banking day on which it promises.
"""

from __future__ import annotations

from typing import Any

from simulator.debtors._when import after, day_of
from simulator.domain.paying import Act, Intention, Occasion

WORD = "promises"

_WORDS = {
    "to_pay_in": {
        "type": "integer",
        "minimum": 1,
        "maximum": 365,
        "description": "in how many days it says that it pays",
    },
    "keeps": {"type": "boolean", "description": "whether it then pays"},
}

SCHEMA: dict[str, Any] = {
    "description": "when the debtor promises to pay, by when, and whether it keeps that, "
    "such as {after: reminder, days: 1, to_pay_in: 7, keeps: true}",
    **after(_WORDS, *_WORDS),
}


def intend(value: Any, occasion: Occasion) -> list[Intention | Act]:
    """Answer the promise, and its payment, that this occasion sets off."""
    day = day_of(value, occasion)
    if day is None:
        return []
    payment = [Intention(day, later=int(value["to_pay_in"]))] if value["keeps"] else []
    return [Act(day, "promise", {"days": int(value["to_pay_in"])}), *payment]
