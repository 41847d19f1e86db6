"""Too many requests: 429 with Retry-After (RFC 9110, section 10.2.3), as seconds or as a date."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from simulator import clock
from simulator.faults import A_DURATION, DURATION, Before, Moment
from simulator.port import Problem

RETRY_AFTER: dict[str, Any] = {
    "anyOf": [{"type": "integer", "minimum": 0, "maximum": 86_400}, DURATION],
    "description": f"When the client may try again, in virtual time: seconds, or {A_DURATION}.",
    "x-expected": f"whole seconds up to 86400, or {A_DURATION}",
}
TITLE = "The call is answered 429 with Retry-After, and nothing is done"
WORDS: dict[str, Any] = {
    "retry_after": RETRY_AFTER,
    "as": {"enum": ["seconds", "date"], "description": "How Retry-After is written; seconds if not said."},
}
REQUIRED = ("retry_after",)
WEIGHT = 5
STOPS = True


def before(words: dict[str, Any], moment: Moment) -> Before:
    """Refuse the call for now."""
    wait = seconds(words["retry_after"], moment)
    refusal = Problem(429, "", "Too many requests", [f"try again in {wait} seconds"])
    as_date = words.get("as") == "date"
    until = moment.now + timedelta(seconds=wait)
    refusal.headers["Retry-After"] = format_datetime(until, usegmt=True) if as_date else str(wait)
    return Before(refusal=refusal)


def seconds(wait: int | str, moment: Moment) -> int:
    """Answer a wait in whole seconds; it may be given as a duration from now."""
    if not isinstance(wait, str):
        return int(wait)
    return int((clock.shifted(moment.zone, moment.now, wait) - moment.now).total_seconds())
