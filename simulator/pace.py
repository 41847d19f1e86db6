"""A running clock: virtual time that goes on by itself, so many times as fast as real time.

It is `advance(to = where time stood + real seconds x rate)`, called when somebody calls the sandbox, and by the server
about every second. While no process holds the sandbox, its time stands still: nobody comes back to a month of letters.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from simulator.domain import calendar
from simulator.turns import Taken

if TYPE_CHECKING:
    from simulator.sandbox import Sandbox

FASTEST = 86_400
"""The highest rate: a day a second."""

FROZEN, RUNNING = "frozen", "running"
STEPS = 100
"""How many deadlines whoever calls waits for: some milliseconds' work. What is left is for the server's timer."""


class Pace:
    """How fast the time of a sandbox runs. `seconds` is the real time, from any moment on."""

    def __init__(self, rate: int, zone: ZoneInfo, seconds: Callable[[], float]) -> None:
        self.rate = rate
        self._seconds = seconds
        self._end = calendar.at_local(zone, calendar.LAST_DAY, time(23, 59, 59))
        self._since: tuple[datetime, float] | None = None

    def run_from(self, now: datetime) -> None:
        """Let time run on from here."""
        self._since = now, self._seconds()

    def goal(self, now: datetime) -> datetime:
        """Answer the whole second to which time is to have come; where it is further, it runs on from there."""
        began, at = self._since or (now, self._seconds())
        goal = began + timedelta(seconds=int((self._seconds() - at) * self.rate))
        if goal < now:
            self.run_from(now)
        return max(now, min(goal, self._end))


def catch_up(sandbox: Sandbox) -> None:
    """Let the time of a sandbox come to where its clock is, if it runs and nobody else is at work in it.

    It stops at a message that is due, and after some steps: who calls is not to wait for a whole night.
    """
    sandbox.journal.called = True
    if sandbox.pace is None:
        return
    try:
        sandbox.lock.take(wait=False)
    except Taken:
        return
    try:
        sandbox.run_a_while(sandbox.pace.goal(sandbox.state.now), STEPS)
    finally:
        sandbox.lock.give_back()
