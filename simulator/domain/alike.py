"""What is the same for many cases at one moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any


class Alike:
    """What was worked out at a moment, by all that it depends on besides the moment and the company's choices.

    On a day the agency does the same with thousands of cases: what its timers come to is worked out for the first of
    them. Nothing is decided by it that would be decided otherwise without it, and no snapshot holds it.
    """

    def __init__(self) -> None:
        self._at: datetime | None = None
        self._found: dict[Any, Any] = {}

    def at(self, now: datetime) -> dict[Any, Any]:
        """Answer what is known for this moment, for more to be added; that of another one is forgotten."""
        if now is not self._at:
            self._at, self._found = now, {}
        return self._found

    def forget(self) -> None:
        """Know nothing: the company has chosen otherwise."""
        self._at = None
