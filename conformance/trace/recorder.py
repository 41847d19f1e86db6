"""Writes the trace of one scenario while it runs."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance.trace.normal import Normaliser

VERSION = 1

_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class Recorder:
    """Collects records in the order in which things happened; safe to use from several threads.

    `now` answers the virtual time, aware. A record's `op` is the id of the `op` record that was open when it
    was made; after a delivery to a client's own address it is the delivery's, until the next op begins. With
    `held` it stays the last op's until the next begins: of a client that works whenever it likes.
    """

    def __init__(self, normaliser: Normaliser, now: Callable[[], datetime], *, held: bool = False) -> None:
        self.normaliser = normaliser
        self.records: list[dict[str, Any]] = []
        self._now = now
        self._lock = threading.RLock()
        self._open: int | None = None
        self._held = held

    def add(self, kind: str, fields: Mapping[str, Any], at: str | None = None) -> int:
        """Append a record of a kind; answers its id. Secrets, and what differs from run to run, are taken out.

        `at` is ISO 8601 with offset; without it the record is of now.
        """
        with self._lock:
            number = len(self.records) + 1
            moment = at or self._now().isoformat()
            record = {"id": number, "at": moment, "op": self._open, "kind": kind}
            self.records.append(record | self.normaliser.value(fields))
            return number

    def begin(self, request: Mapping[str, Any]) -> int:
        """Record that a driver request is open now; its `id` and `now` are left to the record."""
        with self._lock:
            self._open = None
            words = {key: value for key, value in request.items() if key not in ("id", "op", "now")}
            number = self.add("op", {"name": request["op"], "request": words, "reply": None})
            self._open = self.records[number - 1]["op"] = number
            return number

    @property
    def is_open(self) -> bool:
        """Whether the client is asked for something now, so that what it does belongs to an op."""
        return self._open is not None

    def finish(self, number: int, reply: Mapping[str, Any] | None) -> None:
        """Record the reply: `{"ok": …}`, or `{"fault": {"kind", "message"}}` where none or a bad one came.

        None where the harness itself kept the client from replying.
        """
        with self._lock:
            self.records[number - 1]["reply"] = self.normaliser.value(reply)
            self._open = self._open if self._held else None

    def pause(self) -> None:
        """Let what happens from now on belong to no op, although the open one has yet to be finished."""
        with self._lock:
            self._open = None

    def cover(self, number: int) -> None:
        """Let what happens before the next op belong to a delivery."""
        with self._lock:
            self._open = number

    def amend(self, number: int, fields: Mapping[str, Any]) -> None:
        """Complete a record, such as a delivery by its answer."""
        with self._lock:
            self.records[number - 1] |= self.normaliser.value(fields)

    def lines(self) -> Iterator[bytes]:
        """The records as JSON Lines, keys sorted."""
        for record in self.records:
            yield line(record)

    def write(self, path: Path) -> None:
        """Write the trace to a file, making its folder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(self.lines()))


def line(record: Mapping[str, Any]) -> bytes:
    """A record as a line of a trace: JSON in UTF-8, keys sorted."""
    try:
        return _JSON.encode(record).encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can hold and UTF-8 cannot
        return json.dumps(record, sort_keys=True, separators=(",", ":")).encode("ascii") + b"\n"
