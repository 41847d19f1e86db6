"""A started client: its driver, what it said of itself, and the numbers of its requests."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from conformance.drivers import VERSION, Driver, DriverError, Hello, read_reply, start
from conformance.runner.options import Options

# A client that was told goodbye has this long to exit, or the time for one reply if that is shorter.
_EXIT_SECONDS = 10.0
_LOG_LIMIT = 64 * 1024


class Client:
    """One process, or one Python object, from its start to its end. It can live several lives."""

    def __init__(self, options: Options, *, killable: bool = False) -> None:
        self._seconds = options.op_timeout
        self._requests = 0
        self._logged = ""
        self.started_by = options.killable_driver if killable else options.driver
        self._driver: Driver = start(*self.started_by, options.op_timeout)
        self.lives = 0
        self.hello = self._introduced()

    def _introduced(self) -> Hello:
        try:
            return Hello.read(self.ask("hello", {"protocol": VERSION}))
        except BaseException:  # an interrupt too: nobody else knows of it yet
            self.kill()
            raise

    def restart(self) -> None:
        """Start it anew after it was killed; raises `DriverError` if it cannot be, or calls itself another."""
        self._driver.kill()
        self._logged = self.log()
        self._driver = start(*self.started_by, self._seconds)
        before, self.hello = self.hello.words(), self._introduced()
        changed = [name for name, value in self.hello.words().items() if value != before[name]]
        if changed:
            sentence = "the client was started again, and declares something else in hello than before"
            raise DriverError("wrong", f"{sentence}: {', '.join(changed)}")

    def ask(self, op: str, words: Mapping[str, Any]) -> dict[str, Any]:
        """The `ok` of the reply to a request; raises `DriverError`."""
        self._requests += 1
        request = {"id": self._requests, "op": op, **words}
        try:
            return read_reply(request, self._driver.call(request, self._seconds))
        except DriverError as error:
            error.stderr = error.stderr or self._driver.stderr()
            raise

    def log(self) -> str:
        """The end of what it wrote to stderr since it was first started, killed or not."""
        return (self._logged + self._driver.stderr())[-_LOG_LIMIT:]

    def leave(self) -> None:
        """Let it end after `bye`; raises `DriverError` if it does not."""
        self._driver.close(min(self._seconds, _EXIT_SECONDS))

    def part(self) -> None:
        """Say `bye` to a client whose lives are all over, and end it whatever it does."""
        try:
            with contextlib.suppress(DriverError):
                self.ask("bye", {})
                self.leave()
        finally:
            self.kill()

    def strike(self) -> None:
        """End its process from another thread, while it is asked for something."""
        self._driver.strike()

    def kill(self) -> None:
        """End it at once."""
        self._driver.kill()
