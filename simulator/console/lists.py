"""Lists that may be very long: a page of one at a time, newest first, and a search that looks only so far at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from simulator.domain.growing import Grown
from simulator.refused import Refused

T = TypeVar("T")
SIZE = 50
"""How many rows a page has."""
MOST_LOOKED = 2000
"""How many entries a search looks at before it shows what it has found, and where it would go on.

After a start an entry is read from the store when somebody first looks at it: these take a tenth of a second then."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list; `number` is the page's own, from 1 on, of so many `pages`."""

    rows: Sequence[T]
    total: int
    number: int
    pages: int

    @property
    def newer(self) -> int | None:
        """The page before it."""
        return self.number - 1 if self.number > 1 else None

    @property
    def older(self) -> int | None:
        """The page after it."""
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a search has found.

    It has looked at `looked` of `total` entries; `on` is the place before which it would go on, None at the end.
    """

    rows: Sequence[T]
    total: int
    looked: int
    on: int | None


def newest(items: Grown[T], number: int, what: str) -> Page[T]:
    """Answer a page of a list that grows at its end, the newest first; raises `Refused` for one that there is not."""
    total = len(items)
    pages = max(1, -(-total // SIZE))
    if number > pages:
        raise Refused(f"there is no page {number} of {what}; the last one is {pages}", "not_found")
    end = total - (number - 1) * SIZE
    return Page(items[max(0, end - SIZE) : end][::-1], total, number, pages)


def sought(items: Grown[T], matches: Callable[[T], bool], before: int | None) -> Found[T]:
    """Look for entries of a growing list, the newest first, among those `before` a place; at so many at most."""
    total = len(items)
    place = min(total, before) if before is not None else total
    rows: list[T] = []
    least = max(0, place - MOST_LOOKED)
    while place > least and len(rows) < SIZE:
        begin = max(least, place - _CHUNK)
        for each in items[begin:place][::-1]:
            place -= 1
            if matches(each):
                rows.append(each)
                if len(rows) == SIZE:
                    break
    return Found(rows, total, total - place, place or None)


def keys(entries: Collection[T]) -> list[T]:
    """Answer the keys of a mapping in the order in which they came. No entry is looked at."""
    return list(entries)
