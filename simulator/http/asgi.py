"""The ASGI front: any ASGI server can serve the core; `dunbox serve` uses uvicorn.

The event loop never waits: control calls, calls with large bodies, and calls to a sandbox that is at work go to a
thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any

from simulator import clock
from simulator.courier import Courier
from simulator.http.bodies import Bodies, Receive, Scope
from simulator.http.core import Core, Request, Response
from simulator.http.quick import BEGUN
from simulator.http.relay import Relay
from simulator.sandbox import Sandbox
from simulator.sharing import Elsewhere, Moved
from simulator.store import NotOurs
from simulator.turns import Taken

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_AT_LENGTH = (
    "/control",
    "/console",
    "/metrics",
)  # what these set off is sent before they are answered, or they count

_SMALL = 64 * 1024
"""Up to so many bytes a body is read while the event loop waits: some milliseconds, whatever stands in it."""

TRANSPORT = "dunbox.transport"
"""Where, in a scope's state, a server may leave the transport of a connection, so that it can be cut."""


class Application:
    """An ASGI application around a core. With a courier, messages that a request sets off are sent after its answer.

    With a `relay`, requests of sandboxes that other servers have are passed on to these.
    """

    def __init__(self, core: Core, courier: Courier | None = None) -> None:
        self.core = core
        self.relay: Relay | None = None
        self._courier = courier
        self.bodies = Bodies(core.body_limit)
        self._errands: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await _lifespan(scope, receive, send)
            return
        request, response = scope.get("state", {}).get(BEGUN, (None, None))
        if isinstance(response, Exception):
            raise response
        request = request or await self.bodies.read(scope, receive)
        if request is None:
            return
        try:
            await self.answer(request, response, scope, receive, send)
        finally:
            self.bodies.release(request)

    async def answer(
        self, request: Request, begun: Response | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a request that was read, with the answer that was `begun` if there is one."""
        response = begun or await self._handled(request)
        try:
            if await arrives(response, scope, receive, send):
                await _send(request, response, receive, send)
        finally:
            self.send_news(response)

    async def _handled(self, request: Request) -> Response:
        if self.relay is not None:
            return await self.relay.answer(request)
        return self.at_once(request) or await self.at_length(request)

    def quickly(self, request: Request) -> Response | None:
        """Answer a request that takes no time here; None for any other, to which nothing has happened."""
        try:
            return self.at_once(request)
        except (Elsewhere, Moved):
            return None

    def at_once(self, request: Request) -> Response | None:
        """Answer a request, or None if that may take a while: then nothing has happened to it."""
        if len(request.body) > _SMALL or request.path.startswith(_AT_LENGTH):
            return None
        try:
            return self.core.handle(request, wait=False)
        except Taken:
            return None

    async def at_length(self, request: Request) -> Response:
        """Answer a request in a thread."""
        return await asyncio.to_thread(self.core.handle, request)

    def send_news(self, response: Response) -> None:
        """Set off, in the background, what a request has left to be sent."""
        if self._courier is None or response.sandbox is None:
            return
        sandbox = self.core.world.find(response.sandbox)
        if sandbox is not None and sandbox.outbox.next_due() is not None:
            loop = asyncio.get_running_loop()
            errand = loop.run_in_executor(self._courier.threads, _deliver, self._courier, sandbox)
            self._errands.add(errand)
            errand.add_done_callback(self._errands.discard)


def _deliver(courier: Courier, sandbox: Sandbox) -> None:
    with suppress(NotOurs):  # whoever has it by now sends them
        courier.deliver(sandbox)


async def arrives(response: Response, scope: Scope, receive: Receive, send: Send) -> bool:
    """Let happen to an answer what faults want: it waits, or its connection is cut. Answers whether it is to be sent.

    The connection ends without a byte where the server gives its transport; elsewhere an answer is broken off, and
    `ConnectionAbortedError` raised for the server to close it.
    """
    if response.delay:
        await clock.pause(response.delay)
    transport = scope.get("state", {}).get(TRANSPORT)
    if not response.cut and (transport is None or not transport.is_closing()):
        return True
    if transport is None:
        headers = [(b"content-length", b"1"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": 502, "headers": headers})
        raise ConnectionAbortedError("a fault cuts this connection")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
    return False


async def _send(request: Request, response: Response, receive: Receive, send: Send) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    if response.status != 204:
        headers.append((b"content-length", str(len(response.body)).encode()))
    is_cut = request.overlong or request.crowded
    if is_cut:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    body = b"" if request.method == "HEAD" else response.body
    await send({"type": "http.response.body", "body": body, "more_body": is_cut})
    if is_cut:
        await _pass_over(request, receive)
        await send({"type": "http.response.body", "body": b""})


async def _pass_over(request: Request, receive: Receive) -> None:
    """Let the rest of a body go by: a client that is cut off while it sends may miss the answer."""
    if request.header("expect"):
        return  # it sends none before it is told to
    while (await receive()).get("more_body", False):
        pass


async def _lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """Say yes to whatever a server announces; anything but HTTP is not spoken here."""
    if scope["type"] != "lifespan":
        return
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
