"""`disputes`: a debtor disputes the claim at the agency.

disputes: {after: reminder, days: 2, text: The goods came broken.}
"""

from __future__ import annotations

from typing import Any

from simulator.debtors._when import after, day_of
from simulator.domain.paying import Act, Occasion

WORD = "disputes"

_TEXT = {"type": "string", "minLength": 1, "maxLength": 500, "description": "what it says of the claim"}

SCHEMA: dict[str, Any] = {
    "description": "when the debtor disputes the claim, and what it says, such as {after: reminder, days: 2}",
    **after({"text": _TEXT}),
}


def intend(value: Any, occasion: Occasion) -> list[Act]:
    """Answer the dispute that this occasion sets off."""
    day = day_of(value, occasion)
    words = {"text": value["text"]} if "text" in value else {}
    return [] if day is None else [Act(day, "dispute", words)]
