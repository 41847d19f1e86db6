"""The shape of an agency's table: where a case stands, what can happen there, and where it goes then.

An agency writes its whole process as one tuple of `Transition`. The engine only looks rows up; it knows no
state by name. A state with a row to `BACK` is a pause: a case comes into it from where it was working, and goes
back there with the deadlines that it had. `Lifecycle.problems()` reads the table itself: every state can be
reached, every state can end, and no timer rings for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Unit = Literal["days", "banking_days", "given", "after_due", "after_letter", "after_letter_due"]

HAPPENINGS: Mapping[str, str] = {
    "principal_cleared": "the principal is paid, and charges are open",
    "paid": "nothing is owed any more",
    "credited": "a credit note takes off what was left",
    "disputed": "the debtor disputes the claim",
    "more_time_given": "the debtor gets more time",
    "promised": "the debtor promises to pay",
    "plan_agreed": "a payment plan is agreed",
    "plan_broken": "an instalment was not paid in time",
    "bankrupt": "the debtor is bankrupt",
    "suspended": "somebody at the agency suspends collection",
    "resumed": "somebody at the agency resumes it",
    "stopped": "somebody at the agency stops it for good, at the company's wish",
    "authorised": "the company authorises legal collection",
    "accepted": "the company accepts that collection goes on, of a case on its list",
    "rejected": "the company wants a case on its list collected no further",
    "demand_approved": "the company approves the payment demand",
    "open_with_reminders": "the case begins, or somebody starts it, with the first reminder",
    "open_with_second_reminder": "the same with the second one: the company itself sent the first",
    "open_with_demand": "the same with the payment demand",
    "combined": "somebody combines the case with another one of the same debtor",
    "due_date_moved": "the company's wish for a later due date is granted",
    "regrouped": "the company put the debtor into another group of customers",
    "sent_anew": "the company sent the invoice anew, after an error",
    "commented": "the company comments on the case",
}
"""What the engine or a person reports to a case; all else that happens to it is a timer of its table."""

BACK = "(back)"
"""The `to` of a row that leads back to where the case was before it was paused."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that the agency does later by itself. `after` names the assumption that holds the number of days.

    That number is one for everybody, or one for each kind of debtor. With the unit `given` the days count from
    the date until which the case was put off, without one the timer is not set; with `after_due` from the
    claim's due date, with `after_letter` and `after_letter_due` from the last letter and the day on which it falls
    due. `when` sets it only where an assumption (its name) has a value, `groups` only for debtors of these groups of
    customers (None is those in none).
    """

    name: str
    after: str
    unit: Unit
    when: tuple[str, Any] | None = None
    groups: tuple[str | None, ...] | None = None

    def applies(self, settings: Mapping[str, Any], group: str | None) -> bool:
        """Whether it is set under these assumptions for a debtor of this group."""
        wanted = self.when is None or settings[self.when[0]] == self.when[1]
        return wanted and (self.groups is None or group in self.groups)


@dataclass(frozen=True, slots=True, eq=False)
class Transition:
    """A row: in `state`, when `on` happens, the case goes to `to`. Two rows are two things, whatever they say.

    `letter` is sent and charged on the way, `expense` is what the authorities ask for it and the company bears,
    `closes` is the reason with which the case ends, and `bills` says that the fees which the debtor then leaves
    unpaid go to the company. `timers` are set, and `rules` are the rows of the rule catalogue that this carries out.
    `text` is what the agency says of a pause, or of a wait, that it begins by itself; `asks` is what the company is
    then asked for. With `when` it happens only where these settings (their names) have these values.
    """

    state: str
    on: str
    to: str
    letter: str | None = None
    closes: str | None = None
    timers: tuple[Timer, ...] = ()
    rules: tuple[str, ...] = ()
    expense: str | None = None
    bills: bool = False
    text: str | None = None
    asks: str | None = None
    when: tuple[tuple[str, Any], ...] = ()

    def applies(self, settings: Mapping[str, Any]) -> bool:
        """Whether it happens under these settings."""
        return all(settings[name] == value for name, value in self.when)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """A table of transitions with the state in which every case begins.

    `groups` are names for states that have much in common; a drawing of the table puts them together.
    """

    start: str
    transitions: tuple[Transition, ...]
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pauses: frozenset[str] = field(init=False, repr=False, compare=False)  # states with a way back
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
        pauses = frozenset(row.state for row in self.transitions if row.to == BACK)
        object.__setattr__(self, "pauses", pauses)

    def find(self, state: str, on: str) -> Transition | None:
        """Answer the row for what happens in this state, or None if nothing follows from it there."""
        return self._index.get((state, on))

    @property
    def happenings(self) -> frozenset[str]:
        """Everything that can happen in some state."""
        return frozenset(row.on for row in self.transitions)

    def takes(self, state: str) -> tuple[str, ...]:
        """Answer everything that can happen in a state, in the order of the table."""
        return tuple(row.on for row in self.transitions if row.state == state)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that the table names, in the order of the table."""
        names = [self.start]
        for row in self.transitions:
            names += [row.state, row.to]
        return tuple(name for name in dict.fromkeys(names) if name != BACK)

    def targets(self, row: Transition) -> tuple[str, ...]:
        """Answer the states that a row leads to: one, or for a way back all those from which the pause begins."""
        if row.to != BACK:
            return (row.to,)
        pauses = self.pauses
        left = (each.state for each in self.transitions if each.to in pauses and each.state not in pauses)
        return tuple(dict.fromkeys(left))

    def problems(self) -> list[str]:
        """Say what is wrong with the table; an empty list if every state is reachable and can end."""
        edges = [(row.state, to) for row in self.transitions for to in self.targets(row)]
        reached = _closure({self.start}, edges)
        ended = {row.to for row in self.transitions if row.closes}
        ending = _closure(ended, [(to, state) for state, to in edges])
        unreachable = [f"state {name!r} cannot be reached" for name in self.states if name not in reached]
        endless = [f"state {name!r} can never end" for name in self.states if name not in ending]
        strangers = [
            f"group {name!r} has the state {state!r}, which no row has"
            for name, members in self.groups.items()
            for state in members
            if state not in self.states
        ]
        return [*unreachable, *endless, *self._deaf(), *self._unset(), *strangers]

    def _deaf(self) -> list[str]:
        """Timers that ring for nobody: set on the way into a state that has no row for them."""
        return [
            f"state {row.to!r} is entered with the timer {timer.name!r} and has no row for it"
            for row in self.transitions
            for timer in row.timers
            if self.find(row.to, timer.name) is None
        ]

    def _unset(self) -> list[str]:
        """Rows that wait for a timer that no row into their state sets."""
        return [
            f"state {row.state!r} waits for {row.on!r}, which nothing sets there and nobody reports"
            for row in self.transitions
            if row.state != self.start and row.on not in HAPPENINGS and not self._is_set(row)
        ]

    def _is_set(self, row: Transition) -> bool:
        into = (each for each in self.transitions if each.to == row.state)
        return any(timer.name == row.on for each in into for timer in each.timers)


def _closure(start: set[str], edges: list[tuple[str, str]]) -> set[str]:
    """Answer every name that can be reached from `start` along `edges`."""
    found = set(start)
    while True:
        further = {target for source, target in edges if source in found} - found
        if not further:
            return found
        found |= further
