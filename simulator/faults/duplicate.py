"""A message that comes twice, with the same id and the same body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.faults import A_DURATION, DURATION, Moment
from simulator.faults.delay import later
from simulator.outbox import Message

TITLE = "The message is sent twice, byte for byte"
WORDS: dict[str, Any] = {
    "after": {
        **DURATION,
        "description": f"How much later the second comes: {A_DURATION}; without it, right behind the first.",
    }
}
REQUIRED = ()


def tamper(words: dict[str, Any], message: Message, moment: Moment) -> list[Message]:
    """Add its twin; what has become of the message by now has become of the twin too."""
    twin = replace(message, tries=[])
    if "after" in words:
        twin.due, twin.held = later(moment, words["after"]), False
    return [twin]
