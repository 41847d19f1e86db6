"""Real time: how long something took, how long it may take, the moment at which a run began, and the day.

Nothing that is judged depends on it. It bounds how long the harness waits for a client and how long a known
failure is let pass, and stands in the result of a run; all else lives in virtual time. No other module of
`conformance` looks at a real clock.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, date, datetime

_OF_PROCESS = (
    2  # of a clock's lowest bits: what its process was at work; see clock_getcpuclockid(3) and its sources
)


def moment_of_day() -> str:
    """The real moment, UTC, to the second: when a run started."""
    return datetime.now(UTC).isoformat(timespec="seconds")  # noqa: TID251 - a report says when it was made


def today() -> date:
    """The real day, UTC: what is allowed to fail until a day is compared with it."""
    return datetime.now(UTC).date()  # noqa: TID251 - how long a known failure may last is agreed in real time


def processor_seconds_of(process: int) -> float:
    """How long a processor has worked for a process; 0 if it has ended, or where only Linux could tell."""
    if sys.platform != "linux":
        return 0.0
    try:
        return time.clock_gettime((~process << 3) | _OF_PROCESS)
    except OSError:
        return 0.0


class Stopwatch:
    """Real seconds since it was made, and how many of them this process was at work."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._worked = time.process_time()

    def seconds(self) -> float:
        """How long ago it was made, to the millisecond."""
        return round(time.perf_counter() - self._began, 3)

    def processor_seconds(self) -> float:
        """How long a processor worked for this process since then, to the millisecond."""
        return round(time.process_time() - self._worked, 3)

    def processor_milliseconds(self) -> float:
        """The same, to the microsecond: for calls."""
        return round((time.process_time() - self._worked) * 1000, 3)

    def milliseconds(self) -> float:
        """How long ago it was made, to the microsecond: for calls, which take a few of them."""
        return round((time.perf_counter() - self._began) * 1000, 3)


class Deadline:
    """A moment `seconds` of real time from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.perf_counter() + seconds

    def left(self) -> float:
        """Seconds that are left, never below zero."""
        return max(0.0, self._end - time.perf_counter())

    def passed(self) -> bool:
        """Whether no time is left."""
        return self.left() == 0.0
