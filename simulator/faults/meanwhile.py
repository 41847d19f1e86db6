"""Something that happens between a client's call and its next: a list changes while it is paged through."""

from __future__ import annotations

from typing import Any

from simulator import errands
from simulator.faults import After

TITLE = "Right after the answer, and before the next request, something else happens"
WORDS: dict[str, Any] = {
    "calls": {
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "items": {"type": "object"},
        "description": "Calls of the control API, each with its words and `call`, its name.",
    }
}
REQUIRED = ("calls",)
WEIGHT = 1


def wrong(words: dict[str, Any]) -> str | None:
    """Only what the control API would do can be done."""
    return next(filter(None, map(errands.wrong, words["calls"])), None)


def after(words: dict[str, Any]) -> After:
    """Have the calls made."""
    return After(calls=tuple(words["calls"]))
