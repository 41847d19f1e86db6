"""The agenda: what falls due when. Buckets by day, each sorted when its day comes.

A bucket a day is measurably cheaper than one heap for the hundred thousand deadlines of a large sandbox, most
of which are weeks away. A deadline for the same subject and name replaces the earlier one.
"""

from __future__ import annotations

from bisect import insort_left
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter

from simulator.domain.facts import Deadline

_DUE = attrgetter("due")


class Agenda:
    """Deadlines in the order in which they fall due; those of one moment in the order in which they were set."""

    def __init__(self) -> None:
        # By ordinal day. The bucket of the open day, which is the first of them, is sorted, what is next at its end.
        self._days: dict[int, list[Deadline]] = {}
        self._open: int | None = None
        self._current: dict[tuple[str, str], Deadline] = {}

    def add(self, deadlines: Iterable[Deadline]) -> None:
        """Set deadlines; each replaces the one that its subject had for the same thing."""
        for deadline in deadlines:
            self._current[deadline.subject, deadline.name] = deadline
            day = deadline.due.toordinal()
            if day == self._open:
                insort_left(self._days[day], deadline, key=lambda each: -each.due.timestamp())
            elif day in self._days:
                self._days[day].append(deadline)
            else:
                self._begin(day, deadline)

    def _begin(self, day: int, deadline: Deadline) -> None:
        """Set the first deadline of a day; if that is before the open one, it is the next to be opened."""
        self._days[day] = [deadline]
        if self._open is not None and day < self._open:
            self._days[self._open].reverse()  # back to the order in which its deadlines were set
            self._open = None

    def next(self) -> Deadline | None:
        """Answer the deadline that falls due first, or None."""
        while self._days:
            bucket = self._first()
            while bucket:
                deadline = bucket[-1]
                if self._current.get((deadline.subject, deadline.name)) is deadline:
                    return deadline
                bucket.pop()
            self._close()
        return None

    def __len__(self) -> int:
        return len(self._current)

    def all(self) -> list[Deadline]:
        """Answer every deadline that stands, by time; those of one moment by subject and name."""
        return sorted(self._current.values(), key=lambda each: (each.due, each.subject, each.name))

    def reached(self, subject: str, name: str) -> None:
        """Take off what this subject had for this name."""
        self._current.pop((subject, name), None)

    def passed(self, moment: datetime) -> None:
        """Take off everything that was due by this moment."""
        while (deadline := self.next()) is not None and deadline.due <= moment:
            self.reached(deadline.subject, deadline.name)

    def _first(self) -> list[Deadline]:
        """The bucket of the first day, which is open from then on."""
        if self._open is None:
            self._open = min(self._days)
            bucket = self._days[self._open]
            bucket.sort(key=_DUE)
            bucket.reverse()
        return self._days[self._open]

    def _close(self) -> None:
        if self._open is not None:
            del self._days[self._open]
            self._open = None
