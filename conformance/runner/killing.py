"""Kills a client at a call that a story names: when the provider has done it, before the client hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KILLED = "killed"
"""What an exchange has as its fault if the client was killed before it got the answer."""


@dataclass(slots=True)
class _Armed:
    """A kill that waits for the nth call of a duty; `line` is where the story asks for it."""

    duty: str
    left: int
    line: int


class Killer:
    """Waits for calls on behalf of one life. `end` ends the client's process, and returns once it is dead."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._armed: list[_Armed] = []
        self.struck = False

    def arm(self, duty: str, nth: int, line: int) -> None:
        """Kill it at the nth call of a duty that comes from now on."""
        self._armed.append(_Armed(duty, nth, line))

    def heard(self, duty: str) -> bool:
        """Count a call; answers whether the client is to be killed at it."""
        for armed in self._armed:
            armed.left -= armed.duty == duty
        due = any(not armed.left for armed in self._armed)
        self._armed = [armed for armed in self._armed if armed.left]
        return due

    def strike(self) -> None:
        """Kill the client now, although it is asked for something: `struck` says why it will not reply."""
        self.struck = True
        self._end()

    def waiting(self) -> list[dict[str, Any]]:
        """The kills that have not come, because the client did not make such calls."""
        return [{"line": armed.line, "fault": KILLED, "on": armed.duty, "struck": 0} for armed in self._armed]
