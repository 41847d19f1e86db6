"""`asks_for_time`: a debtor asks the agency for more days, and then pays all that it owes, or does not.

    asks_for_time: {after: reminder, days: 2, more: 14, pays: true}

The days count from the banking day on which it asks. Whoever `pays` does so whatever the agency answered.
"""

from __future__ import annotations

from typing import Any

from simulator.debtors._when import after, day_of
from simulator.domain.paying import Act, Intention, Occasion

WORD = "asks_for_time"

_WORDS = {
    "more": {"type": "integer", "minimum": 1, "maximum": 365, "description": "how many days it asks for"},
    "pays": {"type": "boolean", "description": "whether it pays all that it owes on the last of them"},
}

SCHEMA: dict[str, Any] = {
    "description": "when the debtor asks for more time, how much, and whether it then pays, "
    "such as {after: reminder, days: 2, more: 14, pays: true}",
    **after(_WORDS, *_WORDS),
}


def intend(value: Any, occasion: Occasion) -> list[Intention | Act]:
    """Answer the question, and the payment, that this occasion sets off."""
    day = day_of(value, occasion)
    if day is None:
        return []
    payment = [Intention(day, later=int(value["more"]))] if value["pays"] else []
    return [Act(day, "ask_more_time", {"days": int(value["more"])}), *payment]
