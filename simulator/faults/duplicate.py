"""A message that comes twice, with the same id and the same body."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulator.faults import DURATION, Moment
from simulator.faults.delay import later
from simulator.outbox import Message

TITLE = "The message is sent twice, byte for byte"
WORDS: dict[str, Any] = {
    "after": {
        **DURATION,
        "description": "How much later the second comes; without it, right behind the first.",
    }
}
REQUIRED = ()


def tamper(words: dict[str, Any], queued: list[Message], moment: Moment) -> list[Message]:
    """Queue each of them twice."""
    count = len(queued)
    twins = [
        replace(message, id=f"{queued[0].id}.{count + nth}", tries=[])
        for nth, message in enumerate(queued, 1)
    ]
    for twin in twins if "after" in words else ():
        twin.due = later(moment, words["after"])
    return queued + twins
