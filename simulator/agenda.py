"""The agenda: what falls due when. Buckets by day, each sorted when its day comes.

A bucket a day is measurably cheaper than one heap for the hundred thousand deadlines of a large sandbox, most
of which are weeks away. A deadline for the same subject and name replaces the earlier one.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from datetime import datetime

from simulator.domain.facts import Deadline

_Entry = tuple[datetime, int, Deadline]


def _order(entry: _Entry) -> tuple[datetime, int]:
    return entry[0], entry[1]


class Agenda:
    """Deadlines in the order in which they fall due; those of one moment in the order in which they were set."""

    def __init__(self) -> None:
        # By ordinal day; the bucket of the open day is sorted, latest first.
        self._days: dict[int, list[_Entry]] = {}
        self._open: int | None = None
        self._current: dict[tuple[str, str], int] = {}
        self._count = 0

    def add(self, deadlines: Iterable[Deadline]) -> None:
        """Set deadlines; each replaces the one that its subject had for the same thing."""
        for deadline in deadlines:
            self._count += 1
            self._current[deadline.subject, deadline.name] = self._count
            day = deadline.due.toordinal()
            entry = (deadline.due, self._count, deadline)
            if day == self._open:
                insort(self._days[day], entry, key=lambda each: (-each[0].timestamp(), -each[1]))
            else:
                self._days.setdefault(day, []).append(entry)

    def next(self) -> Deadline | None:
        """Answer the deadline that falls due first, or None."""
        while self._days:
            day = min(self._days)
            bucket = self._bucket(day)
            while bucket:
                _, count, deadline = bucket[-1]
                if self._current.get((deadline.subject, deadline.name)) == count:
                    return deadline
                bucket.pop()
            del self._days[day]
            self._open = None
        return None

    def reached(self, subject: str, name: str) -> None:
        """Take off what this subject had for this name."""
        self._current.pop((subject, name), None)

    def passed(self, moment: datetime) -> None:
        """Take off everything that was due by this moment."""
        while (deadline := self.next()) is not None and deadline.due <= moment:
            self.reached(deadline.subject, deadline.name)

    def _bucket(self, day: int) -> list[_Entry]:
        bucket = self._days[day]
        if day != self._open:
            bucket.sort(key=_order, reverse=True)
            self._open = day
        return bucket
