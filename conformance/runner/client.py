"""A started client: its driver, what it said of itself, and the numbers of its requests."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from conformance.drivers import VERSION, Driver, DriverError, Hello, read_reply, start
from conformance.runner.options import Options

# A client that was told goodbye has this long to exit, or the time for one reply if that is shorter.
_EXIT_SECONDS = 10.0


class Client:
    """One process, or one Python object, from its start to its end. It can live several lives."""

    def __init__(self, options: Options) -> None:
        self._seconds = options.op_timeout
        self._requests = 0
        self._driver: Driver = start(*options.driver, options.op_timeout)
        self.lives = 0
        try:
            self.hello = Hello.read(self.ask("hello", {"protocol": VERSION}))
        except DriverError:
            self.kill()
            raise

    def ask(self, op: str, words: Mapping[str, Any]) -> dict[str, Any]:
        """The `ok` of the reply to a request; raises `DriverError`."""
        self._requests += 1
        request = {"id": self._requests, "op": op, **words}
        try:
            return read_reply(request, self._driver.call(request, self._seconds))
        except DriverError as error:
            error.stderr = error.stderr or self._driver.stderr()
            raise

    def leave(self) -> None:
        """Let it end after `bye`; raises `DriverError` if it does not."""
        self._driver.close(min(self._seconds, _EXIT_SECONDS))

    def part(self) -> None:
        """Say `bye` to a client whose lives are all over, and end it whatever it does."""
        with contextlib.suppress(DriverError):
            self.ask("bye", {})
            self.leave()
        self.kill()

    def kill(self) -> None:
        """End it at once."""
        self._driver.kill()
