"""The shape of an agency's table: where a case stands, what can happen there, and where it goes then.

An agency writes its whole process as one tuple of `Transition`. The engine only looks rows up; it knows no
state by name. `Lifecycle.problems()` reads the table itself: every state can be reached, every state
can end, and no timer rings for nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Unit = Literal["days", "banking_days"]

HAPPENINGS = ("principal_cleared", "paid", "credited")
"""What the engine reports to a case by itself: only charges are left, nothing is left, a credit note ends it."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that the agency does later by itself. `after` names the assumption that holds the number of days.

    That number is one for everybody, or one for each kind of debtor.
    """

    name: str
    after: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Transition:
    """A row: in `state`, when `on` happens, the case goes to `to`.

    `letter` is sent and charged on the way, `closes` is the reason with which the case ends, `timers` are set,
    and `rules` are the rows of the rule catalogue that this carries out.
    """

    state: str
    on: str
    to: str
    letter: str | None = None
    closes: str | None = None
    timers: tuple[Timer, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A table of transitions with the state in which every case begins."""

    start: str
    transitions: tuple[Transition, ...]
    _index: dict[tuple[str, str], Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the rows; two rows for the same state and happening are a mistake in the table."""
        index: dict[tuple[str, str], Transition] = {}
        for row in self.transitions:
            if (row.state, row.on) in index:
                raise ValueError(
                    f"two rows for {row.on!r} in state {row.state!r}: a table has one row for each"
                )
            index[row.state, row.on] = row
        object.__setattr__(self, "_index", index)

    def find(self, state: str, on: str) -> Transition | None:
        """Answer the row for what happens in this state, or None if nothing follows from it there."""
        return self._index.get((state, on))

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that the table names, in the order of the table."""
        names = [self.start]
        for row in self.transitions:
            names += [row.state, row.to]
        return tuple(dict.fromkeys(names))

    def problems(self) -> list[str]:
        """Say what is wrong with the table; an empty list if every state is reachable and can end."""
        reached = _closure({self.start}, [(row.state, row.to) for row in self.transitions])
        ended = {row.to for row in self.transitions if row.closes}
        ending = _closure(ended, [(row.to, row.state) for row in self.transitions])
        unreachable = [f"state {name!r} cannot be reached" for name in self.states if name not in reached]
        endless = [f"state {name!r} can never end" for name in self.states if name not in ending]
        return [*unreachable, *endless, *self._deaf(), *self._unset()]

    def _deaf(self) -> list[str]:
        """Timers that ring for nobody: set on the way into a state that has no row for them."""
        return [
            f"state {row.to!r} is entered with the timer {timer.name!r} and has no row for it"
            for row in self.transitions
            for timer in row.timers
            if self.find(row.to, timer.name) is None
        ]

    def _unset(self) -> list[str]:
        """Rows that wait for a timer that nothing sets."""
        known = {timer.name for row in self.transitions for timer in row.timers} | set(HAPPENINGS)
        return [
            f"state {row.state!r} waits for {row.on!r}, which nothing sets and nobody reports"
            for row in self.transitions
            if row.state != self.start and row.on not in known
        ]


def _closure(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    """Answer every name that can be reached from `start` along `edges`."""
    found = set(start)
    while True:
        further = {target for source, target in edges if source in found} - found
        if not further:
            return found
        found |= further
