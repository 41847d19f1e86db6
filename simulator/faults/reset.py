"""A connection that is cut before anything was done."""

from __future__ import annotations

from typing import Any

from simulator.faults import Before, Moment

TITLE = "The connection is cut, and nothing is done"
WORDS: dict[str, Any] = {}
REQUIRED = ()
WEIGHT = 5
STOPS = True


def before(words: dict[str, Any], moment: Moment) -> Before:
    """Cut the connection."""
    return Before(cut=True)
