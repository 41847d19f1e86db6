"""Kills a client at a call that a story names: when the provider has done it, before the client hears of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KILLED = "killed"
"""What an exchange has as its fault if the client was killed before it got the answer."""


@dataclass(slots=True)
class _Armed:
    """A kill that waits for the nth call of a duty, or reply to an op; `line` is where the story asks for it."""

    at: str
    left: int
    line: int


class Killer:
    """Waits for calls on behalf of one life. `end` ends the client's process, and returns once it is dead."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self._armed: list[_Armed] = []
        self._at_replies: list[_Armed] = []
        self._changes_left = 0
        self.struck = False

    def arm(self, duty: str, nth: int, line: int) -> None:
        """Kill it at the nth call of a duty that comes from now on."""
        self._armed.append(_Armed(duty, nth, line))

    def arm_change(self, nth: int) -> None:
        """Kill it at the nth call from now on by which the provider changes something, whatever that is."""
        self._changes_left = nth

    @property
    def waits_for_a_change(self) -> bool:
        """Whether there were too few such calls so far."""
        return self._changes_left > 0

    def heard(self, duty: str, *, changes: bool = False) -> bool:
        """Count a call; answers whether the client is to be killed at it."""
        self._armed, due = _counted(self._armed, duty)
        self._changes_left -= changes
        return due or (changes and self._changes_left == 0)

    def arm_reply(self, op: str, line: int) -> None:
        """Kill it when it has replied to the next op of a name: the reply counts as never made."""
        self._at_replies.append(_Armed(op, 1, line))

    def replied(self, op: str) -> bool:
        """Count a reply; answers whether the client is to be killed in place of it."""
        self._at_replies, due = _counted(self._at_replies, op)
        return due

    def strike(self) -> None:
        """Kill the client now, although it is asked for something: `struck` says why it will not reply."""
        self.struck = True
        self._end()

    def waiting(self) -> list[dict[str, Any]]:
        """The kills that have not come, because the client did not make such calls."""
        waiting = [*self._armed, *self._at_replies]
        return [{"line": armed.line, "fault": KILLED, "on": armed.at, "struck": 0} for armed in waiting]


def _counted(armed: list[_Armed], word: str) -> tuple[list[_Armed], bool]:
    """Count something that kills wait for; answers those that wait on, and whether one is due."""
    for one in armed:
        one.left -= one.at == word
    left = [one for one in armed if one.left]
    return left, len(left) < len(armed)
