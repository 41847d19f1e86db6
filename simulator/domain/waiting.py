"""When the timers of a case run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from simulator.domain import calendar
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.choosing import settings_at
from simulator.domain.lifecycle import Timer, Transition
from simulator.domain.state import Case, State

_IN_BANKING_DAYS = ("banking_days", "given")


class Since(NamedTuple):
    """What the timers of a case count from, besides today.

    `letter` is the day of its last letter, `given` are the days until which it was put off, `group` is its debtor's.
    """

    kind: str
    due_date: date
    letter: date | None = None
    group: str | None = None
    given: tuple[date, ...] = ()


def since(case: Case, given: tuple[date, ...] = (), **but: Any) -> Since:
    """What the timers of a case that is there count from, but for what is given here."""
    found = Since(case.opened.debtor_kind, case.due_date, case.last_letter, case.group, given)
    return found._replace(**but) if but else found


def case_deadlines(
    state: State, found: Agency, row: Transition, case: str, begin: Since
) -> tuple[f.Deadline, ...]:
    """Answer when the timers that a row sets for a case run out: at the agency's hour, on a banking day.

    A timer that counts from `given` days is set for each of them, and named with its number if there are several. One
    that would count beyond the calendar is not set; one whose day is past runs out at the next working hour.
    """
    known, key = state.alike.at(state.now), (found.name, row, begin)
    if key not in known:
        known[key] = tuple(_ends(state, found, row, begin))
    subject = f"case:{case}"
    return tuple([f.Deadline(end, subject, name) for end, name in known[key]])


def _ends(state: State, found: Agency, row: Transition, begin: Since) -> Iterator[tuple[datetime, str]]:
    """When the timers of a row run out, with their names: the same for all cases that count from the same."""
    settings = settings_at(state, found)
    for timer in row.timers:
        if timer.applies(settings, begin.group):
            for nth, day in enumerate(_starts(state, found, timer, row, begin), 1):
                end = _end(state, begin.kind, timer, day)
                name = timer.name if len(begin.given) < 2 else f"{timer.name} {nth}"
                if end is not None:
                    yield end, name


def _starts(state: State, found: Agency, timer: Timer, row: Transition, begin: Since) -> tuple[date, ...]:
    """The days from which a timer counts; a letter that the row itself sends is of today."""
    if timer.unit in ("days", "banking_days"):
        return (state.today,)
    if timer.unit == "given":
        return begin.given
    if timer.unit == "after_due":
        return (begin.due_date,)
    letter = state.today if row.letter or begin.letter is None else begin.letter
    if timer.unit == "after_letter_due":
        letter += timedelta(days=state.days(found.setting("letter_due_days"), begin.kind))
    return (letter,)


def _end(state: State, kind: str, timer: Timer, day: date) -> datetime | None:
    days, clock = state.days(timer.after, kind), state.settings["agency.letters_at"]
    unit: Literal["days", "banking_days"] = "banking_days" if timer.unit in _IN_BANKING_DAYS else "days"
    end = _moment_after(state.country, state.zone, day, days, unit, clock)
    late = end is not None and end < state.now and timer.unit.startswith("after_")
    return next_opening(state) if late else end


@calendar.kept
def _moment_after(
    country: str, zone: ZoneInfo, day: date, days: int, unit: Literal["days", "banking_days"], clock: str
) -> datetime | None:
    """The hour at which a timer runs out; None for one that would count on beyond the calendar."""
    last = day + timedelta(days=days) if unit == "days" else day
    if last > calendar.LAST_DAY:
        return None
    in_banking_days = days if unit != "days" else 0
    end = calendar.add_banking_days(country, last, in_banking_days)
    return calendar.at_local(zone, end, time.fromisoformat(clock))


def case_day(state: State, day: date) -> datetime:
    """Answer the moment of a day at which the agency works on its cases."""
    return state.local(day, state.settings["agency.letters_at"])


def next_opening(state: State) -> datetime:
    """Answer the next moment at which the agency works on its cases."""
    opening = case_day(state, state.open_day(state.today))
    return (
        opening if opening >= state.now else case_day(state, state.open_day(state.today + timedelta(days=1)))
    )
