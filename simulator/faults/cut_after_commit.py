"""An answer that is lost: the provider did what was asked, and the connection is cut before a byte of its answer."""

from __future__ import annotations

from typing import Any

from simulator.faults import After, Visit

TITLE = "The call is carried out, and the connection is cut before any byte of the answer"
WORDS: dict[str, Any] = {}
REQUIRED = ()
WEIGHT = 4


def sees(visit: Visit) -> bool:
    """What the provider refused was not committed, and does not count."""
    return visit.done


def after(words: dict[str, Any]) -> After:
    """Lose the answer."""
    return After(cut=True)
