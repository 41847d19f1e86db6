"""Days and instants: banking days by country, and what a local date or time is as an instant.

The engine holds UTC instants; a day is a day of a zone, and only this module goes between the two.
Countries are ISO 3166 codes, zones `ZoneInfo`, instants aware datetimes; what is answered is UTC.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import ParamSpec, TypeVar, cast
from zoneinfo import ZoneInfo

from simulator.domain.closed_days import CLOSED

FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2034, 12, 31)
"""A sandbox lives between these days: banking days are known for them, and for a year beyond."""
LATEST_DUE_DATE = date(2099, 12, 31)
"""The latest day on which a claim may fall due: after it there is no room for what is counted from it."""

_DAY = timedelta(days=1)
P = ParamSpec("P")
T = TypeVar("T")


def kept(question: Callable[P, T]) -> Callable[P, T]:
    """Keep the last answers of a function of days: what falls due on one day asks the same thousands of times."""
    return cast(Callable[P, T], lru_cache(maxsize=1024)(question))


def is_banking_day(country: str, day: date) -> bool:
    """Whether banks of a country are open on a day. Raises ValueError where no table says so."""
    closed = _closed_days(country).get(day.year)
    if closed is None:
        years = sorted(CLOSED[country])
        raise ValueError(
            f"Whether {day} is a banking day in {country} is not known: years {years[0]} to {years[-1]} are."
        )
    return day.weekday() < 5 and (day.month, day.day) not in closed


@kept
def next_banking_day(country: str, day: date) -> date:
    """The day itself if banks are open on it, else the first day after it on which they are."""
    while not is_banking_day(country, day):
        day += _DAY
    return day


@kept
def add_banking_days(country: str, day: date, n: int) -> date:
    """The nth banking day after a day (before it for a negative n); for 0 the day, moved to a banking day."""
    if n == 0:
        return next_banking_day(country, day)
    step = _DAY if n > 0 else -_DAY
    for _ in range(abs(n)):
        day += step
        while not is_banking_day(country, day):
            day += step
    return day


def add_banking_days_to_moment(country: str, zone: ZoneInfo, moment: datetime, n: int) -> datetime:
    """The same local time of day, n banking days after the local day of a moment."""
    local = moment.astimezone(zone)
    return at_local(zone, add_banking_days(country, local.date(), n), local.time())


def add_days_to_moment(zone: ZoneInfo, moment: datetime, n: int) -> datetime:
    """The same local time of day, n days after the local day of a moment."""
    local = moment.astimezone(zone)
    return at_local(zone, local.date() + timedelta(days=n), local.time())


def at_local(zone: ZoneInfo, day: date, at: time = time(0)) -> datetime:
    """The instant at which the clocks of a zone show a time on a day.

    Of a time that is shown twice, the first; for one that is skipped, the first instant after the gap.
    Raises ValueError for a day at either end of the calendar.
    """
    return _instant(zone, day, at.replace(tzinfo=None) if at.tzinfo else at)


@kept
def _instant(zone: ZoneInfo, day: date, at: time) -> datetime:
    local = datetime.combine(day, at, tzinfo=zone)
    try:
        instant = local.replace(fold=0).astimezone(UTC)
        shown = instant.astimezone(zone)
        if shown.replace(tzinfo=None) == local.replace(tzinfo=None):
            return instant
        return _end_of_gap(zone, local.replace(fold=1).astimezone(UTC), instant)
    except OverflowError:
        raise ValueError(f"{day} has no instant in {zone}: years 2 to 9998 are allowed.") from None


@kept
def zone_of(name: str) -> ZoneInfo:
    """The zone of a name: by way of its class, which looks for it anew each time, it would take ten times as long."""
    return ZoneInfo(name)


@kept
def local_date(zone: ZoneInfo, instant: datetime) -> date:
    """The day that the calendar of a zone shows at an instant."""
    return instant.astimezone(zone).date()


def opens(zone: ZoneInfo, due: date, days: int) -> datetime:
    """When "n days after a date" begins: at 00:00 local time of that day. Raises as `at_local` does."""
    try:
        return at_local(zone, due + timedelta(days=days))
    except OverflowError:
        raise ValueError(f"{days} days after {due} is no date: years 2 to 9998 are allowed.") from None


def _end_of_gap(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the zone's offset changes between two instants."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


@cache
def _closed_days(country: str) -> Mapping[int, frozenset[tuple[int, int]]]:
    if country not in CLOSED:
        raise ValueError(f"The banking days of {country!r} are not known: those of {', '.join(CLOSED)} are.")
    return {
        year: frozenset((int(day[:2]), int(day[3:])) for day in days.split())
        for year, days in CLOSED[country].items()
    }
