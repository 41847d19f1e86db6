"""A message that comes late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from simulator import clock
from simulator.faults import A_DURATION, DURATION, Moment
from simulator.outbox import Message

TITLE = "The message is sent later; those behind it overtake it"
WORDS: dict[str, Any] = {"by": {**DURATION, "description": f"How much later: {A_DURATION}."}}
REQUIRED = ("by",)


def tamper(words: dict[str, Any], message: Message, moment: Moment) -> list[Message]:
    """Move it; beyond the calendar's end it is never sent."""
    if message.due is not None:
        message.due = later(moment, words["by"])
    return []


def later(moment: Moment, duration: str) -> datetime | None:
    """Answer the moment (UTC) so long after this one, or None if the calendar has ended by then."""
    try:
        return clock.after(moment.zone, moment.now, duration)
    except ValueError:
        return None
