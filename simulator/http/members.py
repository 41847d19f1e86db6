"""The servers that share a store, as one of them calls the others, and is called by them.

What a request is passed on by is its parsed head and its body, so nobody parses it twice; what comes back is the
answer with what faults want of it, which the server that has the client's connection lets happen.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import orjson

from simulator import clock
from simulator.http.core import Request, Response
from simulator.http.stream import SECONDS_TO_PROVE, Stream
from simulator.journal import Stamp
from simulator.sharing import Elsewhere, Moved

SECONDS_TO_TELL = 30.0
"""How long another server may take to tell of itself; a request that is passed on has no such end."""
_LOG = logging.getLogger("dunbox")
_TELLERS = 4
UNIX = "unix:"
_PASSED, _ASKED = "passed", "asked"
_FAILED = "failed"
_NOT_MINE = "not mine"

Frame = tuple[list[Any], bytes]


class Unreached(Exception):
    """Another server cannot be reached; nothing was said to it."""


class Broken(Exception):
    """A connection ended before an answer had come: what was asked may have been done, or not."""


class Link:
    """A connection to another server, over which many can ask it at a time."""

    def __init__(self, key: bytes) -> None:
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[Frame]] = {}
        self.is_over = False
        self.stream = Stream(key, calls=True, heard=self._heard, ended=self._ended)

    def _heard(self, head: list[Any], body: bytes) -> None:
        number, *words = head
        waiting = self._waiting.pop(number, None)
        if waiting is not None and not waiting.done():
            waiting.set_result((words, body))

    def _ended(self) -> None:
        self.is_over = True
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Broken("its connection ended before it had answered"))
        self._waiting.clear()

    async def ask(self, head: list[Any], body: bytes) -> Frame:
        """Send something and wait for what comes back; raises `Broken`, or `Unreached` if nothing was sent."""
        if self.is_over:
            raise Unreached("its connection has just ended")
        number = next(self._numbers)
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            self.stream.send([number, *head], body)
            return await waiting
        finally:
            self._waiting.pop(number, None)


class Members:
    """How a server reaches the others, whose addresses are `unix:PATH` or `tcp:HOST:PORT`, and they it.

    `at_once` answers a request, or None if that may take a while; `at_length` takes its time. Both raise `Elsewhere`
    and `Moved`. `after` is called with each answer that was sent. `told` answers what others ask of this server itself.
    """

    def __init__(
        self,
        key: bytes,
        at_once: Callable[[Request], Response | None],
        at_length: Callable[[Request], Awaitable[Response]],
        after: Callable[[Response], None],
        told: Callable[[str, Any], Any],
    ) -> None:
        self._key = key
        self._at_once = at_once
        self._at_length = at_length
        self._after = after
        self._told = told
        # Threads of their own: two servers whose threads all wait to be told by the other would wait for ever.
        self._tellers = ThreadPoolExecutor(_TELLERS, "dunbox-teller")
        self._links: dict[str, asyncio.Task[Link]] = {}
        self._callers: set[Stream] = set()
        self._works: set[asyncio.Task[None]] = set()
        self._server: asyncio.AbstractServer | None = None

    # --- being called -----------------------------------------------------------------------------------

    async def listen(self, door: socket.socket) -> None:
        """Hear what other servers ask at a socket that listens."""
        loop = asyncio.get_running_loop()
        if door.family == getattr(socket, "AF_UNIX", None):
            self._server = await loop.create_unix_server(self._caller, sock=door)
        else:
            self._server = await loop.create_server(self._caller, sock=door)

    def _caller(self) -> Stream:
        def heard(head: list[Any], body: bytes) -> None:
            number, what, *words = head
            if what == _PASSED:
                self._take(stream, number, _request(words, body))
            else:
                self._work(self._tell(stream, number, *words))

        stream = Stream(self._key, calls=False, heard=heard, ended=lambda: self._callers.discard(stream))
        self._callers.add(stream)
        return stream

    def _take(self, stream: Stream, number: int, request: Request) -> None:
        """Answer a request of another server's client, now if that is quick."""
        try:
            response = self._at_once(request)
        except (Elsewhere, Moved):
            stream.send([number, _NOT_MINE])
            return
        if response is None:
            self._work(self._take_time(stream, number, request))
        else:
            self._answer(stream, number, response)

    async def _take_time(self, stream: Stream, number: int, request: Request) -> None:
        try:
            response = await self._at_length(request)
        except (Elsewhere, Moved):
            stream.send([number, _NOT_MINE])
        else:
            self._answer(stream, number, response)

    def _answer(self, stream: Stream, number: int, response: Response) -> None:
        words = [response.status, response.headers, response.cut, response.delay]
        stream.send([number, *words], response.body)
        self._after(response)

    async def _tell(self, stream: Stream, number: int, what: str, words: Any) -> None:
        try:
            loop = asyncio.get_running_loop()
            told = await loop.run_in_executor(self._tellers, self._told, what, words)
        except Exception as error:  # noqa: BLE001 - whoever asked is told, and asks for something that may fail
            _LOG.warning("another server asked for %s, and was not told: %s", what, error)
            stream.send([number, _FAILED, str(error)])
        else:
            stream.send([number], orjson.dumps(told))

    def _work(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._works.add(task)
        task.add_done_callback(self._works.discard)

    # --- calling ----------------------------------------------------------------------------------------

    async def passed(self, request: Request, address: str) -> Response | None:
        """Answer what another server answers to a request; None if the sandbox is not its own either.

        Raises `Unreached`. If it ends meanwhile, the client's connection ends: nothing is carried out twice.
        """
        link = await self._link(address)
        try:
            words, body = await link.ask([_PASSED, *_words(request)], request.body)
        except Broken:
            return Response(0, [], b"", cut=True)
        if words == [_NOT_MINE]:
            return None
        status, headers, cut, delay = words
        return Response(status, [(name, value) for name, value in headers], body, cut=cut, delay=delay)

    async def asked(self, address: str, what: str, words: Any) -> Any:
        """Answer what another server tells of itself; raises `Unreached` and `Broken`."""
        link = await self._link(address)
        head, body = await asyncio.wait_for(link.ask([_ASKED, what, words], b""), SECONDS_TO_TELL)
        if head:
            raise Broken(f"{address} cannot tell its {what}: {head[-1]}")
        return orjson.loads(body)

    async def _link(self, address: str) -> Link:
        known = self._links.get(address)
        if known is None or (known.done() and (known.exception() is not None or known.result().is_over)):
            known = self._links[address] = asyncio.get_running_loop().create_task(self._linked(address))
        return await asyncio.shield(known)

    async def _linked(self, address: str) -> Link:
        loop = asyncio.get_running_loop()
        link = Link(self._key)
        if address.startswith(UNIX):
            path = address.removeprefix(UNIX)
            connecting: Awaitable[Any] = loop.create_unix_connection(lambda: link.stream, path)
        else:
            connecting = loop.create_connection(lambda: link.stream, *host_and_port(address))
        try:
            async with asyncio.timeout(SECONDS_TO_PROVE):
                await connecting
                await link.stream.proven
        except (OSError, TimeoutError) as error:
            link.stream.close()
            why = str(error) or f"it has not answered within {SECONDS_TO_PROVE:g} seconds"  # of a time limit
            raise Unreached(f"the server at {address} cannot be reached: {why}") from error
        return link

    async def close(self) -> None:
        """Hear nobody any more, and end what there is of connections, once what was passed on is answered."""
        if self._server is not None:
            self._server.close()
        if self._works:
            await asyncio.wait(self._works, timeout=SECONDS_TO_PROVE)
        for task in self._links.values():
            if task.done() and task.exception() is None:
                task.result().stream.close()
            task.cancel()
        for stream in list(self._callers):
            stream.close()
        self._tellers.shutdown(wait=False)


def host_and_port(address: str) -> tuple[str, int]:
    """Answer the host and the port of an address that is written `tcp:HOST:PORT`, an IPv6 host in brackets or not."""
    host, _, port = address.removeprefix("tcp:").rpartition(":")
    return host.strip("[]"), int(port)


def _words(request: Request) -> list[Any]:
    stamp = request.stamp
    return [
        request.method,
        request.path,
        request.query,
        request.headers,
        request.base_url,
        request.overlong,
        request.crowded,
        None if stamp is None else [stamp.id, stamp.given],
    ]


def _request(words: list[Any], body: bytes) -> Request:
    method, path, query, headers, base_url, overlong, crowded, stamp = words
    return Request(
        method,
        path,
        query,
        [(name, value) for name, value in headers],
        body,
        base_url,
        overlong,
        crowded,
        stamp=Stamp(stamp[0], stamp[1], clock.real_now(), clock.real_seconds()) if stamp else None,
    )
