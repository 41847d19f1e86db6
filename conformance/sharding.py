"""Shares the scenarios of a run out to several machines, so that all take about as long.

Each shard is told which it is, and of how many; all work out the same split from the same scenarios and the same
seconds, without asking each other. Longest first, each to the shard that has the least to do so far (Graham 1969:
no more than a third longer than the best split there is).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol, TypeVar

MOST = 10_000
_WRITTEN = re.compile(r"([1-9][0-9]{0,4})/([1-9][0-9]{0,4})")
# What a story takes at the least, so that those of which nothing is measurable are spread as well.
_LEAST_MILLISECONDS = 1


class Named(Protocol):
    """What can be shared out: anything with an id of its own."""

    @property
    def id(self) -> str:
        """Its name."""


Item = TypeVar("Item", bound=Named)


@dataclass(frozen=True, slots=True)
class Shard:
    """The `nth` of `of` shards; `nth` counts from 1."""

    nth: int
    of: int

    def __str__(self) -> str:
        return f"{self.nth}/{self.of}"


def read(text: str) -> Shard:
    """A shard as it is written, `I/N`; raises `ValueError`, which says what is wrong and what would be right."""
    found = _WRITTEN.fullmatch(text)
    nth, of = map(int, found.groups()) if found else (0, 0)
    if 1 <= nth <= of <= MOST:
        return Shard(nth, of)
    if found and of <= MOST:
        raise ValueError(f"{text!r} is shard {nth} of {of} shards: they are counted from 1/{of} to {of}/{of}")
    raise ValueError(
        f"{text!r} is not of the form I/N, such as 2/4: the second of four shards, {MOST} at most"
    )


def shared_out(items: Iterable[Item], seconds: Mapping[str, float], of: int) -> list[list[Item]]:
    """The items of each shard, in order of their ids; every item is in one.

    `seconds` say by id how long an item takes; one that they do not name takes the median of those that they do.
    """
    found = sorted(items, key=lambda item: item.id)
    times = _milliseconds(found, seconds)
    loads, shards = [0] * of, [list[Item]() for _ in range(of)]
    for item in sorted(found, key=lambda item: -times[item.id]):
        least = loads.index(min(loads))
        loads[least] += times[item.id]
        shards[least].append(item)
    return [sorted(shard, key=lambda item: item.id) for shard in shards]


def _milliseconds(items: Sequence[Named], seconds: Mapping[str, float]) -> dict[str, int]:
    """Whole numbers, so that sums are the same on every machine."""
    known = [seconds[item.id] for item in items if item.id in seconds]
    otherwise = median(known) if known else 1.0
    times = {item.id: seconds.get(item.id, otherwise) for item in items}
    return {name: max(_LEAST_MILLISECONDS, round(time * 1000)) for name, time in times.items()}
