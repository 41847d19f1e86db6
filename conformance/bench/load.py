"""The load: requests over a number of connections that stay, each sent as soon as the one before it is answered.

`python -m conformance.bench.load` is a process that does so for others: a line of JSON says what to send, and a line
answers what came of it. It knows nothing of HTTP but where an answer ends, so that it is not what limits.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import Any, cast

import uvloop

from conformance.bench import NotMeasured, ours
from conformance.bench.servers import Started
from conformance.stopwatch import Stopwatch

_LONGEST = 300
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


class Generator:
    """The process that sends: ask it with `send`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def send(self, port: int, requests: Sequence[bytes], *, calls: int, connections: int) -> dict[str, Any]:
        """Send so many calls, the requests in turns, over so many connections to a port of this machine.

        Answers `seconds`, `times` (of each call, in milliseconds, sorted), and `statuses`, each with its count.
        Raises `NotMeasured` if a server ends a call without an answer.
        """
        texts = [request.decode("latin-1") for request in requests]
        order = {"port": port, "requests": texts, "calls": calls, "connections": connections}
        into, out_of = self._process.stdin, self._process.stdout
        if into and out_of:
            into.write(json.dumps(order) + "\n")
            into.flush()
        if not out_of or not (line := out_of.readline()):
            raise NotMeasured("the process that sends the calls has ended")
        answer: dict[str, Any] = json.loads(line)
        if "trouble" in answer:
            raise NotMeasured(f"of {calls} calls to port {port} not all were answered: {answer['trouble']}")
        return answer

    def creates(
        self, server: Started, requests: Sequence[bytes], *, calls: int, connections: int
    ) -> dict[str, Any]:
        """Send creates to a server, as `send` does; raises `NotMeasured` too if one is answered with other than 201."""
        came = self.send(server.port, requests, calls=calls, connections=connections)
        if set(came["statuses"]) != {"201"}:
            raise NotMeasured(f"{server.name} answered creates with {', '.join(sorted(came['statuses']))}")
        return came


@contextmanager
def generator() -> Iterator[Generator]:
    """A process that sends, for as long as it is needed."""
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", __name__],
        env=ours(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Generator(process)  # closing its input ends it


class _Burst:
    """Calls that are still to be sent, and what came of the others."""

    def __init__(self, requests: Sequence[bytes], calls: int) -> None:
        self._requests = cycle(requests)
        self.calls = self.left = calls
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.watch = Stopwatch()
        self.seconds = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def next(self) -> bytes | None:
        """The next request, or None when all were sent."""
        if not self.left:
            return None
        self.left -= 1
        return next(self._requests)

    def answered(self, status: str, milliseconds: float) -> None:
        self.times.append(milliseconds)
        self.statuses[status] += 1
        if len(self.times) == self.calls and not self.done.done():
            self.seconds = self.watch.milliseconds() / 1000
            self.done.set_result(None)

    def broken(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError(why))


class _Connection(asyncio.Protocol):
    """A connection that sends the next call as soon as the last one is answered."""

    def __init__(self, burst: _Burst) -> None:
        self._burst = burst
        self._came = b""
        self._needed = 0
        self._began = 0.0
        self._waits = False
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one by its ways, not by its class

    def send_next(self, since: float | None = None) -> None:
        """Send the next call, if there is one; its time counts from `since`, or from now."""
        request = self._burst.next()
        if request is None:
            self.transport.close()
            return
        self._began = self._burst.watch.milliseconds() if since is None else since
        self._waits = True
        if self.transport.is_closing():
            self._burst.broken("a connection was closed before anything was asked")
            return
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._needed:
            head = self._came.find(b"\r\n\r\n")
            if head < 0:
                return
            length = _LENGTH.search(self._came, 0, head)
            self._needed = head + 4 + (int(length[1]) if length else 0)
        if len(self._came) < self._needed:
            return
        answer, self._came, self._needed = self._came, b"", 0
        self._waits = False
        self._burst.answered(answer[9:12].decode("latin-1"), self._burst.watch.milliseconds() - self._began)
        if _CLOSES.search(answer, 0, answer.find(b"\r\n\r\n") + 2):
            self.transport.close()
        else:
            self.send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waits:
            self._burst.broken(f"a connection was closed: {exc or 'by the server'}")
        if not self.ended.done():
            self.ended.set_result(None)


async def _sent(port: int, requests: Sequence[str], calls: int, connections: int) -> dict[str, Any]:
    """Send a burst. Its connections are there before it; a server that closes one after each call pays for another."""
    loop = asyncio.get_running_loop()
    burst = _Burst([request.encode("latin-1") for request in requests], calls)

    async def connected() -> _Connection:
        return (await loop.create_connection(lambda: _Connection(burst), "127.0.0.1", port))[1]

    async def go_on(connection: _Connection) -> None:
        connection.send_next()
        await connection.ended
        while burst.left and not burst.done.done():
            began = burst.watch.milliseconds()
            connection = await connected()
            connection.send_next(began)
            await connection.ended

    first = [await connected() for _ in range(min(connections, calls))]
    burst.watch = Stopwatch()
    lines = [asyncio.ensure_future(go_on(connection)) for connection in first]
    await burst.done
    await asyncio.gather(*lines)
    return {"seconds": burst.seconds, "times": sorted(burst.times), "statuses": dict(burst.statuses)}


def _carry_out(order: dict[str, Any]) -> dict[str, Any]:
    try:
        return uvloop.run(asyncio.wait_for(_sent(**order), _LONGEST))
    except TimeoutError:
        return {"trouble": f"{_LONGEST} seconds were not enough"}
    except OSError as error:
        return {"trouble": str(error)}


if __name__ == "__main__":
    for said in sys.stdin:
        print(json.dumps(_carry_out(json.loads(said))), flush=True)
