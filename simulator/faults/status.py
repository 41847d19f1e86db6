"""An error in place of the work, in the provider's own envelope."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from simulator.faults import Before, Moment
from simulator.faults.rate_limit import RETRY_AFTER, seconds
from simulator.port import Problem

TITLE = "The call is answered with an error, and nothing is done"
_TEXT = {"type": "string", "minLength": 1, "maxLength": 500}
WORDS: dict[str, Any] = {
    "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status."},
    "message": {
        **_TEXT,
        "description": "The error's text; without it, what the provider says to this status.",
    },
    "details": {"type": "array", "items": _TEXT, "description": "What the error says in detail."},
    "retry_after": RETRY_AFTER,
}
REQUIRED = ("status",)
WEIGHT = 5
STOPS = True


def before(words: dict[str, Any], moment: Moment) -> Before:
    """Refuse the call."""
    status = int(words["status"])
    refusal = Problem(status, "", words.get("message") or _phrase(status), list(words.get("details", ())))
    if "retry_after" in words:
        refusal.headers["Retry-After"] = str(seconds(words["retry_after"], moment))
    return Before(refusal=refusal)


def _phrase(status: int) -> str:
    """What a failing server says of itself: the status's name; a refusal has the provider's own words."""
    return HTTPStatus(status).phrase if status >= 500 and status in HTTPStatus._value2member_map_ else ""
