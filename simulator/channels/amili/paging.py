"""Lists, page by page: an answer names the token with which the next page is asked for."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar

from simulator.channels.amili.access import invalid, success
from simulator.port import Answer

T = TypeVar("T")
_MARK = "from:"
_MOST = 10**9


def paged(found: Iterable[T], shape: Callable[[T], dict[str, Any]], size: int, token: str | None) -> Answer:
    """Answer the page of a list that a token stands for, the first one without, and where the next begins."""
    start = _start(token)
    page = list(islice(found, start, start + size + 1))
    following = _token(start + size) if len(page) > size else None
    return success([shape(each) for each in page[:size]], nextPageToken=following)


def _token(start: int) -> str:
    return urlsafe_b64encode(f"{_MARK}{start}".encode()).decode()


def _start(token: str | None) -> int:
    """Where a page begins; raises `Problem` 400 for a token that was not made here."""
    if token is None:
        return 0
    try:
        mark, _, number = urlsafe_b64decode(token.encode()).decode("ascii").partition(":")
        if f"{mark}:" == _MARK and number.isdecimal() and int(number) < _MOST:
            return int(number)
    except ValueError:
        pass
    raise invalid("the page token was not made by this list: send the one that an answer had, as it is")


def within(value: str, query: Mapping[str, Any], start: str, end: str) -> bool:
    """Whether a day or moment, as this wire writes it, is between two of the query, both included."""
    first, last = query.get(start), query.get(end)
    return (first is None or value >= first) and (last is None or value <= last)
