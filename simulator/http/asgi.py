"""The ASGI front: any ASGI server can serve the core; `dunbox serve` uses uvicorn.

The event loop never waits: control calls go to a thread, and so does a call to a sandbox that is at work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from simulator import clock
from simulator.courier import Courier
from simulator.http.core import MOST_BYTES, Core, Request, Response
from simulator.turns import Taken

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

TRANSPORT = "dunbox.transport"
"""Where, in a scope's state, a server may leave the transport of a connection, so that it can be cut."""


class Application:
    """An ASGI application around a core. With a courier, messages that a request sets off are sent after its answer."""

    def __init__(self, core: Core, courier: Courier | None = None) -> None:
        self._core = core
        self._courier = courier
        self._errands: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await _lifespan(scope, receive, send)
            return
        request = await read_request(scope, receive)
        if request is not None:
            await self.answer(request, scope, receive, send)

    async def answer(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was read."""
        response = await self._handle(request)
        try:
            if await arrives(response, scope, receive, send):
                await _send(request, response, send)
        finally:
            self.send_news(response)

    async def _handle(self, request: Request) -> Response:
        if not request.path.startswith("/control"):
            try:
                return self._core.handle(request, wait=False)
            except Taken:
                pass
        return await asyncio.to_thread(self._core.handle, request)

    def send_news(self, response: Response) -> None:
        """Set off, in the background, what a request has left to be sent."""
        if self._courier is None or response.sandbox is None:
            return
        sandbox = self._core.world.find(response.sandbox)
        if sandbox is not None and sandbox.outbox.next_due() is not None:
            errand = asyncio.ensure_future(asyncio.to_thread(self._courier.deliver, sandbox))
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)


async def arrives(response: Response, scope: Scope, receive: Receive, send: Send) -> bool:
    """Let happen to an answer what faults want: it waits, or its connection is cut. Answers whether it is to be sent.

    The connection ends without a byte where the server gives its transport; elsewhere an answer is broken off, and
    `ConnectionAbortedError` raised for the server to close it.
    """
    if response.delay:
        await clock.pause(response.delay)
    if not response.cut:
        return True
    transport = scope.get("state", {}).get(TRANSPORT)
    if transport is None:
        headers = [(b"content-length", b"1"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 502, "headers": headers})
        raise ConnectionAbortedError("a fault cuts this connection")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
    return False


async def _send(request: Request, response: Response, send: Send) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    if response.status != 204:
        headers.append((b"content-length", str(len(response.body)).encode()))
    if request.overlong:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if request.method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body})


async def _lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Say yes to whatever a server announces; anything but HTTP is not spoken here."""
    if scope["type"] != "lifespan":
        return
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _is_more_than(stated: str, most: int) -> bool:
    """Whether a stated length is a number above a limit; however long, it is not counted out."""
    digits = stated.lstrip("0") if stated.isascii() and stated.isdigit() else ""
    return len(digits) > len(str(most)) or int(digits or "0") > most


async def read_request(scope: Scope, receive: Receive) -> Request | None:
    """Read a request; None if the client went away. A body beyond all bounds is not read to its end."""
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    request = Request(
        method=scope["method"],
        path=scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0],
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
    )
    request.base_url = f"{scope.get('scheme', 'http')}://{request.header('host') or 'localhost'}"
    if _is_more_than(request.header("content-length") or "0", MOST_BYTES):
        request.overlong = True
        return request
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MOST_BYTES:
            request.overlong = True
            return request
        if not message.get("more_body", False):
            request.body = b"".join(chunks)
            return request
