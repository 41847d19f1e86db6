"""What a running client does, as somebody sees who waits for it: the harness sleeps until something happens.

A client that asks the same thing again at the same virtual moment, and is answered the same, does nothing new: so a
client that polls on a timer of its own is quiet too. Nor is another token for the same anything new.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from conformance.stopwatch import Deadline

ALONE = "\n"


class Activity:
    """The calls of one client and the lines of its user, told from other threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._seen: set[bytes] = set()
        self._news = 0
        self._said: deque[str] = deque()
        self._left = False
        self.calls = 0
        self.last = ""

    def heard(self, record: Mapping[str, Any]) -> None:
        """A call, as its record of the trace has it, has been answered."""
        with self._changed:
            self.calls += 1
            self.last = f"{record['method']} {record['path']}"
            key = _alike(record)
            if key not in self._seen:
                self._seen.add(key)
                self._news += 1
                self._changed.notify_all()

    def said(self, line: str | None) -> None:
        """The user said something; None: nothing more will be said."""
        with self._changed:
            if line is None:
                self._left = True
            else:
                self._said.append(line)
            self._changed.notify_all()

    def begin(self) -> None:
        """A moment begins: what was read before is worth reading again."""
        with self._changed:
            self._seen.clear()

    def until_quiet(self, settle: float, most: float) -> bool:
        """Wait until nothing new has happened for `settle` real seconds; False if that took more than `most`."""
        deadline = Deadline(most)
        with self._changed:
            while True:
                if not self._is_news(settle):
                    return True
                if deadline.passed():
                    return False

    def until_new(self, most: float) -> bool:
        """Wait for something new; False if nothing came within `most` real seconds."""
        with self._changed:
            return self._is_news(most)

    def _is_news(self, seconds: float) -> bool:
        before = self._news
        return self._changed.wait_for(lambda: self._news != before, seconds)

    def answer(self, most: float, or_if: Callable[[], bool] = lambda: False) -> str | None:
        """Wait for a line of the user, or for something else; None if neither came within `most` real seconds.

        The something else is answered as `ALONE`, which no line is.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._said or or_if(), most)
            if self._said:
                return self._said.popleft()
            return ALONE if or_if() else None

    @property
    def is_alone(self) -> bool:
        """Whether no user will say anything."""
        return self._left and not self._said


def _alike(record: Mapping[str, Any]) -> bytes:
    """What is the same of two calls of which the second brings nothing new."""
    answer = record.get("answer") or {}
    is_token = (record.get("means") or {}).get("duty") == "authenticate"
    words = [record["surface"], record["method"], record["path"], answer.get("status")]
    asked = None if record["method"] == "GET" else record.get("body")
    whole = words if is_token else [*words, asked, answer.get("body")]
    return sha256(json.dumps(whole, sort_keys=True).encode()).digest()
