"""How answers are written: their bodies as JSON, their dates as HTTP has them."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

import orjson

from simulator.journal import fitting
from simulator.port import Answer

_MOST_LEVELS = 64
_NO_GUESSES = ("X-Content-Type-Options", "nosniff")


def written(answer: Answer) -> tuple[bytes, str | None]:
    """Answer the bytes of an answer's body, and their media type; both empty where there is none."""
    if answer.body is None:
        return b"", None
    if isinstance(answer.body, bytes):
        return answer.body, answer.content_type
    try:
        return fitting(orjson.dumps(answer.body)), answer.content_type
    except TypeError:
        # Nested deeper than JSON is written: facts of a log are, where an earlier version took them.
        answer.body = _clipped(answer.body, _MOST_LEVELS)
        return fitting(orjson.dumps(answer.body)), answer.content_type


def head(answer: Answer, media: str | None) -> list[tuple[str, str]]:
    """Answer an answer's headers; a body is what its media type says, whatever a browser would make of its bytes."""
    headers = [*answer.headers.items()]
    if media is not None:
        headers.append(("Content-Type", media))
        if _NO_GUESSES[0] not in answer.headers:
            headers.append(_NO_GUESSES)
    return headers


def _clipped(value: Any, levels: int) -> Any:
    """A JSON value in which what is nested deeper than so many levels is left out."""
    if isinstance(value, dict | list | tuple) and not levels:
        return "…"
    if isinstance(value, dict):
        return {name: _clipped(each, levels - 1) for name, each in value.items()}
    return [_clipped(each, levels - 1) for each in value] if isinstance(value, list | tuple) else value


@lru_cache(64)  # between most calls time stands still
def written_date(moment: datetime) -> str:
    """A moment (UTC) as headers have it."""
    return format_datetime(moment, usegmt=True)
