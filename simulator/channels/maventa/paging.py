"""Lists, page by page, and the filters that several of them share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from simulator.channels.maventa.refusals import invalid

T = TypeVar("T")


def page(found: Iterable[T], query: Mapping[str, Any]) -> list[T]:
    """Answer the page that a query asks for; nothing behind it is looked at."""
    size = int(query["per_page"])
    start = min((int(query["page"]) - 1) * size, sys.maxsize - size)
    return list(islice(found, start, start + size))


def within(
    found: Iterable[T], at: Callable[[T], datetime | None], query: Mapping[str, Any], name: str
) -> Iterable[T]:
    """Keep what happened between `<name>_start` and `<name>_end` of the query, both ends included."""
    start, end = moment(query.get(f"{name}_start")), moment(query.get(f"{name}_end"))
    if start is None and end is None:
        return found

    def is_within(each: T) -> bool:
        happened = at(each)
        known = happened.replace(microsecond=0) if happened else None
        return known is not None and (start is None or known >= start) and (end is None or known <= end)

    return filter(is_within, found)


def moment(text: str | None) -> datetime | None:
    """A time of a query; the contract has checked its form. Raises `Problem` for one that no calendar has."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise invalid(f"{text} is no time: {error}") from error
