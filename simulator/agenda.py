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
        # By ordinal day. The bucket of the open day, which is the first of them, is sorted, latest first.
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
                continue
            self._days.setdefault(day, []).append(entry)
            if self._open is not None and day < self._open:
                self._open = None

    def next(self) -> Deadline | None:
        """Answer the deadline that falls due first, or None."""
        while self._days:
            if self._open is None:
                self._open = min(self._days)
                self._days[self._open].sort(key=_order, reverse=True)
            bucket = self._days[self._open]
            while bucket:
                _, count, deadline = bucket[-1]
                if self._current.get((deadline.subject, deadline.name)) == count:
                    return deadline
                bucket.pop()
            del self._days[self._open]
            self._open = None
        return None

    def reached(self, subject: str, name: str) -> None:
        """Take off what this subject had for this name."""
        self._current.pop((subject, name), None)

    def passed(self, moment: datetime) -> None:
        """Take off everything that was due by this moment."""
        while (deadline := self.next()) is not None and deadline.due <= moment:
            self.reached(deadline.subject, deadline.name)
