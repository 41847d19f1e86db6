"""When the timers of a case run out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from simulator.domain import calendar
from simulator.domain import facts as f
from simulator.domain.lifecycle import Timer, Transition
from simulator.domain.state import State


def case_deadlines(
    state: State, case: str, kind: str, row: Transition, given: tuple[date, ...] = ()
) -> tuple[f.Deadline, ...]:
    """Answer when the timers of a row run out: at the agency's hour, on a banking day.

    A timer that counts from `given` days is set for each of them, and named with its number if there are several.
    """
    subject = f"case:{case}"
    return tuple(
        f.Deadline(case_day(state, day), subject, timer.name if len(given) < 2 else f"{timer.name} {nth}")
        for timer in row.timers
        if timer.applies(state.settings)
        for nth, day in enumerate(_ends(state, kind, timer, given), 1)
    )


def _ends(state: State, kind: str, timer: Timer, given: tuple[date, ...]) -> tuple[date, ...]:
    """The days on which a timer runs out."""
    days = state.days(timer.after, kind)
    if timer.unit == "days":
        return (state.open_day(state.today + timedelta(days=days)),)
    starts = given if timer.unit == "given" else (state.today,)
    return tuple(calendar.add_banking_days(state.country, day, days) for day in starts)


def case_day(state: State, day: date) -> datetime:
    """Answer the moment of a day at which the agency works on its cases."""
    return state.local(day, state.settings["agency.letters_at"])
