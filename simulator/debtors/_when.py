"""When a debtor does something: so many days after, or before, something that it notices.

{after: demand, days: 5}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from simulator.domain.paying import Occasion

AFTER = (
    "due",
    "transfer",
    "reminder",
    "second_reminder",
    "demand",
    "second_demand",
    "summons",
    "enforcement",
)
"""What a debtor can wait for. The due date is known once the invoice is received; the others are occasions."""

_DAYS = {
    "days": {
        "type": "integer",
        "minimum": 0,
        "maximum": 3650,
        "description": "how many days before or after",
    }
}
_AFTER = {"after": {"enum": list(AFTER), "description": "what it waits for"}}
_BEFORE = {"before": {"enum": ["due"], "description": "the due date"}}


def after(words: Mapping[str, Any], *required: str) -> dict[str, Any]:
    """Answer the JSON Schema of a mapping with `after`, `days` and these words."""
    return _mapping({**_AFTER, **_DAYS}, words, required)


def before(words: Mapping[str, Any], *required: str) -> dict[str, Any]:
    """Answer the JSON Schema of a mapping with `before`, `days` and these words."""
    return _mapping({**_BEFORE, **_DAYS}, words, required)


def _mapping(when: Mapping[str, Any], words: Mapping[str, Any], required: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**when, **words},
        "required": [*when, *required],
        "additionalProperties": False,
    }


def day_of(value: Mapping[str, Any], occasion: Occasion) -> date | None:
    """Answer the day that is meant; None if this occasion is not what is waited for."""
    awaited = value.get("after", "due")
    if ("received" if awaited == "due" else awaited) != occasion.name:
        return None
    days = -int(value["days"]) if "before" in value else int(value["days"])
    return _shifted(occasion.due_date if awaited == "due" else occasion.day, days)


def _shifted(day: date, days: int) -> date:
    """So many days later; at the ends of the calendar its first or last day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min
