"""When the timers of a case run out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from simulator.domain import calendar
from simulator.domain import facts as f
from simulator.domain.lifecycle import Timer, Transition, Unit
from simulator.domain.state import State


def case_deadlines(
    state: State, case: str, kind: str, row: Transition, given: tuple[date, ...] = ()
) -> tuple[f.Deadline, ...]:
    """Answer when the timers of a row run out: at the agency's hour, on a banking day.

    A timer that counts from `given` days is set for each of them, and named with its number if there are several. One
    that would count beyond the calendar is not set.
    """
    subject = f"case:{case}"
    deadlines = []
    for timer in row.timers:
        if timer.applies(state.settings):
            for nth, day in enumerate(given if timer.unit == "given" else (state.today,), 1):
                end = _end(state, kind, timer, day)
                name = timer.name if len(given) < 2 else f"{timer.name} {nth}"
                if end is not None:
                    deadlines.append(f.Deadline(end, subject, name))
    return tuple(deadlines)


def _end(state: State, kind: str, timer: Timer, day: date) -> datetime | None:
    days, clock = state.days(timer.after, kind), state.settings["agency.letters_at"]
    return _moment_after(state.country, state.zone, day, days, timer.unit, clock)


@calendar.kept
def _moment_after(
    country: str, zone: ZoneInfo, day: date, days: int, unit: Unit, clock: str
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
