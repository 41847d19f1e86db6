"""A client that is a Python object in this process: `module:attribute`, a callable without arguments.

What the callable answers takes a request (a dictionary) and answers its reply (a dictionary). Both go
through JSON, so that such a client sees and gives exactly what one in another process would. The client is
imported, made, called and closed in one thread of its own: it may hold what belongs to a thread, and one that
hangs does not hang the harness. If it has a `close`, that is called at the end.
"""

from __future__ import annotations

import importlib
import json
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from conformance.drivers.errors import LINE_LIMIT, DriverError, shortened, too_long
from conformance.drivers.registry import START_SECONDS, driver
from conformance.drivers.words import larger_than

_EVIDENCE = 64 * 1024
_Job = Callable[[], Any]


@driver("python")
class PythonDriver:
    """Drives the client that `target` (`module:attribute`) makes, which may take `seconds`."""

    def __init__(self, target: str, seconds: float = START_SECONDS) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._results: SimpleQueue[tuple[Any, str | DriverError]] = SimpleQueue()
        self._log = ""
        self._lost = False
        self._client: Any = None
        threading.Thread(target=self._work, name="client", daemon=True).start()
        self._client = self._run(partial(made, target), seconds, f"load and make {target}")

    def call(self, request: Mapping[str, Any], seconds: float) -> Any:
        """The reply as JSON would carry it."""
        asked = json.loads(json.dumps(request))
        what = f"answer {request['op']} (id {request['id']})"
        reply = self._run(lambda: self._client(asked), seconds, what)
        asked_for = f"{request['op']} (id {request['id']})"
        try:
            text = "" if larger_than(LINE_LIMIT, reply) else json.dumps(reply, allow_nan=False)
        except Exception as error:  # noqa: BLE001 - a reply of a stranger's classes can raise anything when it is read
            raise DriverError(
                "garbage", f"the client's reply to {asked_for} is not JSON: {_named(error)}"
            ) from None
        if not text or len(text) > LINE_LIMIT:
            raise DriverError("garbage", too_long(asked_for))
        return json.loads(text)

    def close(self, seconds: float) -> None:
        """Close the client if it can be closed, and end its thread."""
        close = getattr(self._client, "close", None)
        try:
            if callable(close):
                self._run(close, seconds, "close")
        finally:
            self.kill()

    def kill(self) -> None:
        """Let the thread end once the client lets go of it."""
        self._lost = True
        self._jobs.put(None)

    def strike(self) -> None:
        """Refused: nothing ends a thread of this process. `host` runs such a client in a process of its own."""
        raise NotImplementedError("a client in this process cannot be killed while it works")

    def stderr(self) -> str:
        """The last traceback, if the client raised."""
        return self._log

    def _run(self, job: _Job, seconds: float, what: str) -> Any:
        if self._lost:
            raise DriverError("died", f"the client was to {what}, but it has ended already")
        self._jobs.put(job)
        try:
            value, failure = self._results.get(timeout=seconds)
        except Empty:
            self.kill()
            sentence = f"the client did not {what} within {seconds:g} s of real time"
            raise DriverError("silent", sentence, stderr=self._log) from None
        if failure:
            self.kill()
        if isinstance(failure, DriverError):
            raise failure
        if failure:
            raise DriverError("died", f"the client was to {what}, and raised {failure}", stderr=self._log)
        return value

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._results.put((job(), ""))
            except _Unusable as error:
                self._results.put((None, error))
            except BaseException as error:  # noqa: BLE001 - a stranger's code: whatever it raises is its failure
                self._log = _traceback(error)
                self._results.put((None, _named(error)))


def made(target: str) -> Any:
    """The client that the callable at `module:attribute` makes; raises `DriverError` if that makes none."""
    client = _find(target)()
    if not callable(client):
        reason = f"it makes an object of type {type(client).__name__}, which cannot be called with a request"
        raise _Unusable(target, f"{reason}; it has to make a client, as a class with __call__ does")
    return client


def _find(target: str) -> Callable[[], Any]:
    """The callable that `module:attribute` names; raises `DriverError`."""
    module_name, _, attribute = target.partition(":")
    if not module_name or not attribute:
        raise _Unusable(target, "it has to be written module:attribute, such as acme.driver:Client")
    if str(Path.cwd()) not in sys.path and "" not in sys.path:
        sys.path.insert(
            0, str(Path.cwd())
        )  # as `python -m` would: the module of a user stands where the user is
    try:
        found: Any = importlib.import_module(module_name)
        for name in attribute.split("."):
            found = getattr(found, name)
    except BaseException as error:  # noqa: BLE001 - a stranger's module may call sys.exit too, which must not end us
        raise _Unusable(target, f"importing it raised {_named(error)}") from None
    if not callable(found):
        raise _Unusable(target, "it is not callable; it has to be a class or function without arguments")
    made: Callable[[], Any] = found
    return made


class _Unusable(DriverError):
    """Nothing that can be a client is at `target`."""

    def __init__(self, target: str, reason: str) -> None:
        sentence = f"the client {target!r} cannot be loaded: {reason}"
        super().__init__("start", sentence, fault="configuration")


def _named(error: BaseException) -> str:
    """The kind of an exception, and what it says. A stranger's may raise when it is asked."""
    try:
        said = shortened(str(error), 300)
    except BaseException as another:  # noqa: BLE001 - a stranger's __str__ can raise anything
        said = f"(asked what it says, it raised {type(another).__name__})"
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _traceback(error: BaseException) -> str:
    """Where it was raised, from the client's first frame on: ours above it says nothing of the client."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    try:
        return "".join(traceback.format_exception(type(error), error, trace))[-_EVIDENCE:]
    except BaseException:  # noqa: BLE001 - it asks the exception for its texts, and a stranger's can raise anything
        return ""
