"""A message that comes late."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from simulator import clock
from simulator.faults import DURATION, Moment
from simulator.outbox import Message

TITLE = "The message is sent later; those behind it overtake it"
WORDS: dict[str, Any] = {"by": {**DURATION, "description": "How much later: an ISO 8601 duration, PT2H."}}
REQUIRED = ("by",)


def tamper(words: dict[str, Any], queued: list[Message], moment: Moment) -> list[Message]:
    """Move them; beyond the calendar's end they are never sent."""
    for message in queued:
        if message.due is not None:
            message.due = later(moment, words["by"])
    return queued


def later(moment: Moment, duration: str) -> datetime | None:
    """Answer the moment (UTC) so long after this one, or None if the calendar has ended by then."""
    try:
        return clock.after(moment.zone, moment.now, duration)
    except ValueError:
        return None
