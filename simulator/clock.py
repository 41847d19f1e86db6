"""Virtual time: from what is asked for to the moment that is meant.

A sandbox's time is its own, and goes forward when it is told to. The machine's clock is read here only, and only for
sandboxes whose clock runs, and for what a server notes of its requests: how much real time has passed.
"""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from simulator.domain import calendar
from simulator.domain.calendar import FIRST_DAY, LAST_DAY

DEFAULT_START = datetime(2026, 1, 5, 8, 0)

_DAY = timedelta(days=1)
_DURATION = re.compile(
    r"P(?:(?P<weeks>\d{1,4})W)?(?:(?P<days>\d{1,5})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,7})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)


def instant(zone: ZoneInfo, moment: datetime) -> datetime:
    """Answer a moment in UTC; one without an offset is local time of the zone."""
    if moment.tzinfo is not None:
        return within(zone, moment)
    _check(moment.date())
    return within(zone, calendar.at_local(zone, moment.date(), moment.time()))


def within(zone: ZoneInfo, moment: datetime) -> datetime:
    """Answer a moment in UTC; raises ValueError for one outside the years that a sandbox can live in."""
    if FIRST_DAY - _DAY <= moment.date() <= LAST_DAY + _DAY:  # else the zone's own arithmetic may overflow
        _check(moment.astimezone(zone).date())
        return moment.astimezone(UTC)
    raise _outside(moment.date())


def _check(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _outside(day)


def _outside(day: date) -> ValueError:
    return ValueError(f"{day} is outside the calendar: {FIRST_DAY} to {LAST_DAY} are allowed")


def after(zone: ZoneInfo, now: datetime, duration: str) -> datetime:
    """Answer the moment an ISO 8601 duration after now: days and weeks of the calendar, then hours and less.

    `P1D` is the same time of day tomorrow, also when a day has 23 hours; `PT24H` is 24 hours. Raises ValueError.
    """
    try:
        return within(zone, shifted(zone, now, duration))
    except OverflowError:
        raise ValueError(f"{duration!r} goes past the end of the calendar, {LAST_DAY}") from None


def shifted(zone: ZoneInfo, now: datetime, duration: str, sign: int = 1) -> datetime:
    """Answer the moment (UTC) so long after now, or before it (`sign` -1), also one outside the calendar.

    Raises ValueError for what is no duration.
    """
    found = _DURATION.fullmatch(duration)
    parts = {name: sign * int(value) for name, value in found.groupdict().items() if value} if found else {}
    if not parts:
        raise ValueError(f"{duration!r} is no duration; it is written like P14D, P2W, PT4H or P1DT30M")
    local = now.astimezone(zone)
    day = local.date() + timedelta(weeks=parts.pop("weeks", 0), days=parts.pop("days", 0))
    start = now if day == local.date() else calendar.at_local(zone, day, local.time())
    return (start + timedelta(**parts)).astimezone(UTC)


def real_seconds() -> float:
    """Answer the real time in seconds, from no moment in particular: only differences mean anything."""
    return time.monotonic()


def real_now() -> datetime:
    """Answer the machine's date and time, in UTC: for what a server notes of its requests."""
    return datetime.now(UTC)


async def pause(seconds: float) -> None:
    """Hold a task of the event loop back, in real time; no virtual time passes."""
    await asyncio.sleep(seconds)
