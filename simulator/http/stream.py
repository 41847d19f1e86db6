"""A connection between two servers that share a store: frames in both directions, after each has proven itself.

A frame is two lengths, a head as JSON and a body as it is. The first three frames are the proof: each side has drawn a
number, and signs both with the store's key, which is in the store and nowhere else. Whoever cannot is cut off.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Sequence
from struct import Struct
from typing import Any

import orjson

from simulator import ids

SECONDS_TO_PROVE = 5.0
MOST_BYTES = 512 * 1024 * 1024
"""How large a frame may be, of whoever has proven itself."""
_MOST_OF_A_STRANGER = 512
_PROTOCOL = "dunbox 1"
_LENGTHS = Struct("!II")
_CALLER, _CALLED = (
    "a server that calls",
    "a server that is called",
)  # so that no proof is good for the other side
_ALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 10_000}

Heard = Callable[[list[Any], bytes], None]


class Stream(asyncio.Protocol):
    """One end of a connection. `heard` is called with each frame, `ended` when the connection has ended.

    The end that `calls` waits for `proven`, a future that fails with `ConnectionError`.
    """

    def __init__(self, key: bytes, *, calls: bool, heard: Heard, ended: Callable[[], None]) -> None:
        self._key = key
        self._calls = calls
        self._heard = heard
        self._ended = ended
        self._mine = ids.fresh_key().hex()
        self._theirs = ""
        self._came = bytearray()
        self._is_proven = False
        self.proven: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # it is always one
        """The connection is there: who calls says who it is."""
        self._transport = transport
        _keep_alive(transport)
        self._watchdog = asyncio.get_running_loop().call_later(SECONDS_TO_PROVE, self._check_in_time)
        if self._calls:
            self.send([_PROTOCOL, self._mine])

    def _check_in_time(self) -> None:
        if not self._is_proven:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended."""
        self._watchdog.cancel()
        self._transport = None
        if not self.proven.done():
            self.proven.set_exception(ConnectionError("it has not proven that it has the key of this store"))
            self.proven.exception()  # the end that is called has nobody who asks for it
        self._ended()

    def close(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def send(self, head: Sequence[Any], body: bytes = b"") -> None:
        """Send a frame; on a connection that has ended nothing happens."""
        if self._transport is not None:
            told = orjson.dumps(head)
            self._transport.writelines((_LENGTHS.pack(len(told), len(body)), told, body))

    def data_received(self, data: bytes) -> None:
        """Take bytes; each frame that is whole is heard."""
        self._came += data
        place = 0
        while len(self._came) - place >= _LENGTHS.size:
            head, body = _LENGTHS.unpack_from(self._came, place)
            begin = place + _LENGTHS.size
            if head + body > (MOST_BYTES if self._is_proven else _MOST_OF_A_STRANGER):
                self.close()
                return
            if len(self._came) - begin < head + body:
                break
            place = begin + head + body
            try:
                words = orjson.loads(memoryview(self._came)[begin : begin + head])
            except orjson.JSONDecodeError:
                self.close()
                return
            self._take(words, bytes(memoryview(self._came)[begin + head : place]))
        del self._came[:place]

    def _take(self, head: Any, body: bytes) -> None:
        if self._is_proven:
            self._heard(head, body)
            return
        try:
            self._prove([str(each) for each in head])
        except (TypeError, ValueError):
            self.close()

    # --- the proof --------------------------------------------------------------------------------------

    def _prove(self, words: list[str]) -> None:
        """Take the next step of the proof; raises `ValueError` for what does not belong there."""
        if self._calls:
            self._theirs, proof = words
            self._check(proof, _CALLED)
            self.send([self._proof(_CALLER)])
        elif not self._theirs:
            protocol, self._theirs = words
            if protocol != _PROTOCOL or not self._theirs:
                raise ValueError(protocol)
            self.send([self._mine, self._proof(_CALLED)])
            return
        else:
            [proof] = words
            self._check(proof, _CALLER)
        self._is_proven = True
        self.proven.set_result(None)

    def _check(self, proof: str, who: str) -> None:
        if not ids.same(proof, self._proof(who)):
            raise ValueError(who)

    def _proof(self, who: str) -> str:
        caller, called = (self._mine, self._theirs) if self._calls else (self._theirs, self._mine)
        return ids.secret_of(self._key, f"{caller} {called}", who)


def _keep_alive(transport: asyncio.Transport) -> None:
    """Notice the end of a machine that says no more."""
    found = transport.get_extra_info("socket")
    if found is None or found.family == getattr(socket, "AF_UNIX", None):
        return
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if sys.platform == "linux":
        for name, value in _ALIVE.items():
            found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
