"""A slow answer. The work is done at once; virtual time stands while the client waits."""

from __future__ import annotations

from typing import Any

from simulator.faults import Before, Moment

TITLE = "The answer comes late"
WORDS: dict[str, Any] = {
    "milliseconds": {
        "type": "integer",
        "minimum": 0,
        "maximum": 60_000,
        "description": "How late, in milliseconds of the client's own time.",
    }
}
REQUIRED = ("milliseconds",)
WEIGHT = 0


def before(words: dict[str, Any], moment: Moment) -> Before:
    """Hold the answer back."""
    return Before(delay=words["milliseconds"] / 1000)
