"""`plan`: a debtor asks the agency for a payment plan, and keeps it or breaks it.

    plan: {after: reminder, days: 2, instalments: 3, every: 30}               # keeps it
    plan: {after: reminder, days: 2, instalments: 3, every: 30, pays: 1}      # breaks it

What it pays are the agency's instalments, on their days; with the last one all that it then owes. A plan that is
refused is not paid.
"""

from __future__ import annotations

from typing import Any

from simulator.debtors._when import after, day_of
from simulator.domain.paying import Act, Intention, Occasion

WORD = "plan"

_MOST = 60
_WORDS = {
    "instalments": {
        "type": "integer",
        "minimum": 2,
        "maximum": _MOST,
        "description": "in how many parts it asks to pay",
    },
    "every": {"type": "integer", "minimum": 1, "maximum": 92, "description": "how many days lie between two"},
    "pays": {
        "type": "integer",
        "minimum": 0,
        "maximum": _MOST,
        "description": "how many of the parts it pays; without it, all",
    },
}

SCHEMA: dict[str, Any] = {
    "description": "when the debtor asks for a payment plan, in how many parts, and how many it pays, "
    "such as {after: reminder, days: 2, instalments: 3, every: 30}",
    **after(_WORDS, "instalments", "every"),
}


def intend(value: Any, occasion: Occasion) -> list[Intention | Act]:
    """Answer the question for a plan, or the payments of one that is agreed."""
    if occasion.name == "payment_plan":
        return [*_payments(value, occasion)]
    day = day_of(value, occasion)
    words = {"instalments": int(value["instalments"]), "every_days": int(value["every"])}
    return [] if day is None else [Act(day, "ask_plan", words)]


def _payments(value: dict[str, Any], occasion: Occasion) -> list[Intention]:
    """As many instalments as it pays; the last one of the plan is whatever is then owed."""
    parts = occasion.instalments
    paid = parts[: int(value.get("pays", len(parts)))]
    return [Intention(part.day, None if part is parts[-1] else part.amount.text) for part in paid]
