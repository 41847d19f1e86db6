"""The door for `httpx`: `httpx.Client(transport=HttpxTransport(world))`, and the same for an `AsyncClient`."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator
from contextlib import contextmanager
from typing import cast
from unittest.mock import patch

import httpx

from simulator.doors import Cut, Door, Late, NoAnswer, gathered
from simulator.http.core import MOST_BYTES
from simulator.world import World


class HttpxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that knows a world's providers and no network: any other host is an `httpx.ConnectError`."""

    def __init__(self, world: World) -> None:
        self._door = Door(world)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a `Client`."""
        return answer(self._door, request, _body(request))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an `AsyncClient`; the core never waits, so neither does the event loop."""
        return answer(self._door, request, await _async_body(request))


@contextmanager
def diverted(door: Door) -> Iterator[None]:
    """Lead what goes to a provider's host through the door, whatever client it is called with; the rest goes out."""
    real, real_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        if not door.knows(str(request.url)):
            return real(self, request)
        return answer(door, request, _body(request))

    async def handle_async(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        if not door.knows(str(request.url)):
            return await real_async(self, request)
        return answer(door, request, await _async_body(request))

    with (
        patch.object(httpx.HTTPTransport, "handle_request", handle),
        patch.object(httpx.AsyncHTTPTransport, "handle_async_request", handle_async),
    ):
        yield


def answer(door: Door, request: httpx.Request, body: bytes) -> httpx.Response:
    """Answer a request; raises what `httpx` would raise."""
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
    patience = request.extensions.get("timeout", {}).get("read")
    try:
        response = door.call(request.method, str(request.url), headers, body, patience)
    except Late as late:
        raise httpx.ReadTimeout(str(late), request=request) from None
    except Cut as cut:
        raise httpx.RemoteProtocolError(str(cut), request=request) from None
    except NoAnswer as other:
        raise httpx.ConnectError(str(other), request=request) from None
    # A stream, as it comes off a wire: the client reads and closes it, and has its `elapsed` from that.
    stream = httpx.ByteStream(response.body)
    return httpx.Response(response.status, headers=response.headers, stream=stream, request=request)


def _body(request: httpx.Request) -> bytes:
    return gathered(cast("Iterable[bytes]", request.stream))


async def _async_body(request: httpx.Request) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in cast("AsyncIterable[bytes]", request.stream):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            break
    return b"".join(pieces)
