"""When the harness calls a client: the moments between the steps of a story.

08:00 every day, and with hourly ticks every hour; 06:00 on the day after each banking day, when the
statements come; and when the client asked to be woken. Local times are of the account's zone; instants are
compared in UTC, since two times of one zone would be compared by their clock faces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STATEMENTS_AT = time(6, 0)
DAILY_AT = time(8, 0)
# More would be a client that is woken without end; real ones back off by seconds at least.
MOST_WAKES_A_DAY = 2_000
_DURATION = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


class WokenTooOften(Exception):
    """A client asked for more wake-ups in one day than any back-off needs."""


class Schedule:
    """The moments to come, for a client that takes bank statements or not."""

    def __init__(
        self, zone: ZoneInfo, *, takes_statements: bool, is_banking_day: Callable[[date], bool]
    ) -> None:
        self._zone = zone
        self._takes_statements = takes_statements
        self._is_banking_day = is_banking_day
        self._wakes: set[datetime] = set()
        self._woken: dict[date, int] = {}
        self.hourly = False

    def wake_at(self, moment: datetime) -> None:
        """The client asks for a tick at a moment."""
        self._wakes.add(moment.astimezone(UTC))

    def next(self, now: datetime) -> datetime:
        """The next moment after `now`, UTC."""
        after = now.astimezone(UTC)
        self._wakes = {wake for wake in self._wakes if wake > after}
        moments = [self._daily(now, DAILY_AT), *self._wakes]
        if self.hourly:
            moments.append(after.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        if self._takes_statements:
            moments.append(self._next_statements(now))
        return min(moments)

    def statements_due(self, now: datetime) -> date | None:
        """The banking day whose statements come at this very moment."""
        local = now.astimezone(self._zone)
        before = local.date() - timedelta(days=1)
        due = self._takes_statements and local.time() == STATEMENTS_AT and self._is_banking_day(before)
        return before if due else None

    def count_wake(self, now: datetime) -> None:
        """Note that a moment came; raises `WokenTooOften`."""
        day = now.astimezone(self._zone).date()
        self._woken[day] = self._woken.get(day, 0) + 1
        if self._woken[day] > MOST_WAKES_A_DAY:
            raise WokenTooOften(
                f"the client asked to be woken more than {MOST_WAKES_A_DAY} times on {day.isoformat()}"
            )

    def _next_statements(self, now: datetime) -> datetime:
        moment = self._daily(now, STATEMENTS_AT)
        while self.statements_due(moment) is None:
            moment = self._daily(moment, STATEMENTS_AT)
        return moment

    def _daily(self, now: datetime, at: time) -> datetime:
        """The next time that a clock in the zone shows `at`, after `now`."""
        day = now.astimezone(self._zone).date()
        today = datetime.combine(day, at, self._zone).astimezone(UTC)
        if today > now.astimezone(UTC):
            return today
        return datetime.combine(day + timedelta(days=1), at, self._zone).astimezone(UTC)


def later(now: datetime, duration: str, zone: ZoneInfo) -> datetime:
    """`now` and an ISO 8601 duration: days and weeks on the calendar of the zone, hours and less as time passes."""
    found = _DURATION.fullmatch(duration)
    if not found or not any(found.groups()):
        raise ValueError(f"{duration!r} is no duration; write P14D for calendar days or PT4H for hours")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    local = now.astimezone(zone)
    day = local.replace(tzinfo=None) + timedelta(weeks=weeks, days=days)
    moved = day.replace(tzinfo=zone) if weeks or days else local
    return moved.astimezone(UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds)
