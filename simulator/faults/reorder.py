"""A message that is overtaken by the one behind it."""

from __future__ import annotations

from typing import Any

from simulator.faults import Moment
from simulator.outbox import Message

TITLE = "The message is held back until the next one to the same receiver has been delivered"
WORDS: dict[str, Any] = {}
REQUIRED = ()


def tamper(words: dict[str, Any], message: Message, moment: Moment) -> list[Message]:
    """Hold it; if nothing follows, it never leaves."""
    message.held = message.held or message.due is not None
    message.due = None
    return []
