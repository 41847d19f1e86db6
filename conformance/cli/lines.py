"""What `dunbox serve` prints while it serves: a line a request, for people or programs, with nothing secret in it."""

from __future__ import annotations

import json
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import click

from simulator import Exchange, World, sandbox_names

_CONSOLE = "console"
_ALONE = nullcontext()


class Lines:
    """The lines about requests, shown together a few times a second: to print one alone takes as long as to answer.

    Nobody else prints to the same place in a `turn`.
    """

    def __init__(self, world: World, turn: AbstractContextManager[object] = _ALONE) -> None:
        self._world = world
        self._turn = turn
        self._written: deque[str] = deque()  # other threads write while it is shown

    def introduce(self, base: str, say: Callable[[], None]) -> None:
        """Say where the server is; `say` does so for people."""
        with self._turn:
            say()

    def write(self, exchange: Exchange) -> None:
        """Write down what was asked and answered, without what is secret; who looks at the console asks nothing."""
        if exchange.surface != _CONSOLE or exchange.method != "GET" or exchange.status >= 400:
            self._written.append(self.line(exchange))

    def line(self, exchange: Exchange) -> str:
        """Answer what there is to print of an exchange."""
        raise NotImplementedError

    def show(self) -> None:
        """Print what was written since."""
        if count := len(self._written):
            with self._turn:
                click.echo("".join(self._written.popleft() for _ in range(count)), nl=False)

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """Tell what goes wrong besides, too; without more ado Python's own logging does, on stderr."""
        yield


class Texts(Lines):
    """Lines for people."""

    def line(self, exchange: Exchange) -> str:
        """Answer a line, and below it what a refused call may have been meant for."""
        line = f"{self._whose(exchange):<28}  {exchange.status}  {exchange.method} {_path(exchange)}"
        stamp = exchange.stamp
        notes = [*exchange.contract, *(["a defect of dunbox"] if exchange.harness_error else [])]
        near = [f"\n{'':<28}  near miss: {sentence}" for sentence in exchange.near]
        own = f"  id {stamp.id}" if stamp is not None and stamp.given else ""
        return self._world.veiled("".join([line, own, *(f"  ! {note}" for note in notes), *near, "\n"]))

    def _whose(self, exchange: Exchange) -> str:
        sandbox = self._world.find(exchange.sandbox or "")
        return (
            f"{_minute(sandbox.state.now, sandbox.zone)}  sandbox {sandbox.id}"
            if sandbox
            else exchange.surface
        )


class Objects(Lines):
    """Lines for programs: each is one JSON object, also what is told of the server itself and of what goes wrong."""

    def introduce(self, base: str, say: Callable[[], None]) -> None:
        """Say where the server is; a client's credentials are in the console and in the control API."""
        words = {
            "message": "dunbox serves",
            "url": base,
            "sandboxes": sandbox_names(self._world),
        }
        with self._turn:
            click.echo(self._object(words), nl=False)

    def line(self, exchange: Exchange) -> str:
        """Answer an exchange as an object."""
        stamp, at = exchange.stamp, exchange.at
        sandbox = self._world.find(exchange.sandbox or "")
        words = {
            "time": stamp.at.isoformat(timespec="milliseconds") if stamp else None,
            "virtual_time": at.astimezone(sandbox.zone).isoformat() if at and sandbox else None,
            "sandbox": exchange.sandbox,
            "surface": exchange.surface,
            "operation": exchange.operation,
            "method": exchange.method,
            "path": _path(exchange),
            "status": exchange.status,
            "milliseconds": round(stamp.seconds * 1000, 3) if stamp else None,
            "request_id": stamp.id if stamp else None,
            "fault": exchange.fault,
            "contract": exchange.contract,
            "near": exchange.near,
            "error": _error(exchange),
        }
        return self._object(words)

    def of_record(self, record: logging.LogRecord) -> str:
        """Answer what a part of the server has logged as an object, with the traceback if it has one."""
        told = logging.Formatter().formatException(record.exc_info) if record.exc_info else None
        words = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "traceback": told,
        }
        return self._object(words)

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """Print what parts of the server log as objects, on stderr."""
        handler = logging.StreamHandler()
        handler.terminator = ""
        handler.format = self.of_record  # type: ignore[method-assign]  # all that a formatter would be asked
        root = logging.getLogger()
        root.addHandler(handler)
        try:
            yield
        finally:
            root.removeHandler(handler)

    def _object(self, words: dict[str, Any]) -> str:
        """A line; each text is veiled before it is written, since in JSON a secret may be written otherwise."""
        # ASCII alone: it can be printed wherever standard output leads to.
        return json.dumps({name: self._veiled(value) for name, value in words.items()}) + "\n"

    def _veiled(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._veiled(each) for each in value]
        return self._world.veiled(value) if isinstance(value, str) else value


def _path(exchange: Exchange) -> str:
    return f"{exchange.path}?{exchange.query}" if exchange.query else exchange.path


def _error(exchange: Exchange) -> dict[str, str] | None:
    """What was no client's doing: the store refused, or an answer of dunbox is wrong."""
    if exchange.store_error is not None:
        return {"kind": "store", "detail": exchange.store_error}
    if not exchange.harness_error:
        return None
    headers = dict(exchange.answer_headers)
    return {"kind": "defect", "detail": headers.get("x-dunbox-harness-error", "a fault struck it, too")}


@lru_cache(64)  # between most calls time stands still
def _minute(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(" ", "minutes")[:16]
