"""Calls of a soak: made at a steady rate at the most, and each answer looked at."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from conformance.clients.busy import CUT, OK
from conformance.clients.measured import Ask
from conformance.stopwatch import Stopwatch

MARK = "X-Dunbox-Harness-Error"
"""The header of an answer that is a defect of dunbox."""
_LONGEST = 120
_SHOWN = 10


class Unexpected(Exception):
    """A call was not answered as it is to be; it is in the tally already."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; its status is `CUT` where the connection was cut before one."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass(slots=True)
class Tally:
    """What was called so far, and what went wrong. `rate` is the most calls a second; without, there is no most."""

    rate: int | None = None
    statuses: Counter[int] = field(default_factory=Counter)
    lives: int = 0
    webhooks: int = 0
    wrong: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _watch: Stopwatch = field(default_factory=Stopwatch)
    _next: float = 0.0

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return sum(self.statuses.values())

    def wait(self) -> None:
        """Wait until the next call may be made."""
        if self.rate is None:
            return
        with self._lock:
            now = self._watch.milliseconds()
            due = max(now, self._next)
            self._next = due + 1000 / self.rate
        Event().wait((due - now) / 1000)

    def count(self, status: int) -> None:
        """Count an answer."""
        with self._lock:
            self.statuses[status] += 1

    def lived(self) -> None:
        """Count a sandbox that came and went."""
        with self._lock:
            self.lives += 1

    def told(self) -> None:
        """Count a webhook."""
        with self._lock:
            self.webhooks += 1

    def fail(self, what: str) -> None:
        """Note what went wrong; the first few in words."""
        with self._lock:
            self.wrong.append(what if len(self.wrong) < _SHOWN else "")


class Wire:
    """One client's connection, which stays until it is cut."""

    def __init__(self, port: int, tally: Tally) -> None:
        self._tally = tally
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST)

    def __call__(self, asked: Ask, wanted: tuple[int, ...] = OK) -> Answered:
        """Make a call; raises `Unexpected` for an answer that is not wanted, or that is marked as a defect."""
        self._tally.wait()
        answer = self._answer(asked)
        if answer.status == CUT and asked.method == "GET" and CUT not in wanted:
            # A server ends a connection that rests, perhaps just as it is used; what only reads is asked again then.
            # https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
            answer = self._answer(asked)
        self._tally.count(answer.status)
        defect = answer.headers.get(MARK.lower())
        if answer.status not in wanted or defect is not None:
            said = defect or answer.body[:300].decode("utf-8", "replace")
            self._tally.fail(f"{asked.method} {asked.target} was answered with {answer.status}: {said}")
            raise Unexpected(asked.target)
        return answer

    def _answer(self, asked: Ask) -> Answered:
        try:
            self._connection.request(asked.method, asked.target, asked.body or None, dict(asked.headers))
            response = self._connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Answered(response.status, headers, response.read())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            return Answered(CUT, {}, str(error).encode())

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()
