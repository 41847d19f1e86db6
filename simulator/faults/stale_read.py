"""A read that lags behind: it is answered as things stood a while ago."""

from __future__ import annotations

from typing import Any

from simulator import clock
from simulator.faults import A_DURATION, DURATION, Before, Moment, Visit

TITLE = "A read is answered as things stood some time ago"
WORDS: dict[str, Any] = {"age": {**DURATION, "description": f"How long ago: {A_DURATION}."}}
REQUIRED = ("age",)
WEIGHT = 2
READS = True


def sees(visit: Visit) -> bool:
    """Only what reads can be stale."""
    return visit.reads and not visit.stopped


def before(words: dict[str, Any], moment: Moment) -> Before:
    """Answer as of then; of a time before the sandbox began, as it was then."""
    return Before(as_of=clock.shifted(moment.zone, moment.now, words["age"], -1))
