"""What has happened in a sandbox, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import SupportsIndex, overload

from simulator.domain.facts import Fact


@dataclass(slots=True)
class Happened:
    """A fact on the timeline."""

    sequence: int
    at: datetime
    fact: Fact


class Timeline(Sequence[Happened]):
    """The facts of a sandbox with their moments; an entry is made of these when somebody reads it.

    Almost all of a large sandbox are read by nobody. The first `since` are elsewhere, for `earlier` to find.
    """

    def __init__(self, since: int = 0) -> None:
        self._since = since
        self._moments: list[datetime] = []
        self._facts: list[Fact] = []

    def add(self, at: datetime, fact: Fact) -> None:
        """Know what happened now."""
        self._moments.append(at)
        self._facts.append(fact)

    def earlier(self, start: int, stop: int) -> Iterator[Happened]:
        """Answer what happened from one number to before another, from 0 on, of what is not here: nothing."""
        return iter(())

    def __len__(self) -> int:
        return self._since + len(self._facts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Timeline) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __iter__(self) -> Iterator[Happened]:
        yield from self._between(0, len(self))

    @overload
    def __getitem__(self, which: SupportsIndex, /) -> Happened: ...

    @overload
    def __getitem__(self, which: slice, /) -> list[Happened]: ...

    def __getitem__(self, which: SupportsIndex | slice, /) -> Happened | list[Happened]:
        if isinstance(which, slice):
            start, stop, _ = which.indices(len(self))
            return list(self._between(start, stop))
        nth = range(len(self))[which]
        return next(self._between(nth, nth + 1))

    def _between(self, start: int, stop: int) -> Iterator[Happened]:
        yield from self.earlier(start, min(stop, self._since))
        first = max(start, self._since)
        here = slice(first - self._since, max(stop - self._since, 0))
        yield from map(Happened, count(first + 1), self._moments[here], self._facts[here])
