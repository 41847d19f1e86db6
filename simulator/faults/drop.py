"""A message that never arrives."""

from __future__ import annotations

from typing import Any

from simulator.faults import Moment
from simulator.outbox import Message

TITLE = "The message is lost: it is never sent"
WORDS: dict[str, Any] = {}
REQUIRED = ()


def tamper(words: dict[str, Any], message: Message, moment: Moment) -> list[Message]:
    """Do not send it; it stays in the outbox, for whoever asks for it again."""
    message.due, message.held = None, False
    return []
