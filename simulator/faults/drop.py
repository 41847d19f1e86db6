"""A message that never arrives."""

from __future__ import annotations

from typing import Any

from simulator.faults import Moment
from simulator.outbox import Message

TITLE = "The message is lost: it is never sent"
WORDS: dict[str, Any] = {}
REQUIRED = ()


def tamper(words: dict[str, Any], queued: list[Message], moment: Moment) -> list[Message]:
    """Send none of them; they stay in the outbox, for whoever asks for one again."""
    for message in queued:
        message.due = None
    return queued
