"""Reading requests: a body as far as its operation takes it, and as far as there is room beside those of others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from simulator.contract.reading import JSON_LIMIT
from simulator.http.core import Request

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

MOST_HELD = 128 * 1024 * 1024
"""How many bytes the bodies that are being read, or worked on, may have together."""


class Bodies:
    """The bodies of the requests that are under way. `limit` says how many bytes one may have, by its head."""

    def __init__(self, limit: Callable[[Request], int]) -> None:
        self._limit = limit
        self._held = 0

    async def read(self, scope: Scope, receive: Receive) -> Request | None:
        """Read a request, to be released when it is answered; None if the client went away.

        A body that is too long (`overlong`), or for which there is no room (`crowded`), is not read to its end.
        """
        request = _head(scope)
        stated = request.header("content-length") or "0"
        if _is_more_than(stated, JSON_LIMIT) and _is_more_than(stated, self._limit(request)):
            request.overlong = True
            return request
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if message.get("more_body", False):
            return await self._collect(request, message, receive)
        request.body = message.get("body", b"")
        request.overlong = len(request.body) > JSON_LIMIT and len(request.body) > self._limit(request)
        return request

    def release(self, request: Request) -> None:
        """Make room again: a request was answered."""
        self._held -= request.held
        request.held = 0

    async def _collect(self, request: Request, message: Message, receive: Receive) -> Request | None:
        """Read a body that comes in pieces, until it is whole, too long, or too much."""
        body = bytearray()
        limit = self._limit(request)
        try:
            while message["type"] != "http.disconnect":
                piece = message.get("body", b"")
                body += piece
                self._held += len(piece)
                request.held += len(piece)
                request.overlong = len(body) > limit
                request.crowded = self._held > MOST_HELD
                if request.overlong or request.crowded:
                    return request
                if not message.get("more_body", False):
                    request.body = bytes(body)
                    return request
                message = await receive()
            return None
        finally:
            if not request.body:
                self.release(request)


def _head(scope: Scope) -> Request:
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    request = Request(
        method=scope["method"],
        path=scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0],
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
    )
    request.base_url = f"{scope.get('scheme', 'http')}://{request.header('host') or 'localhost'}"
    return request


def _is_more_than(stated: str, most: int) -> bool:
    """Whether a stated length is a number above a limit; however long, it is not counted out."""
    digits = stated.lstrip("0") if stated.isascii() and stated.isdigit() else ""
    return len(digits) > len(str(most)) or int(digits or "0") > most
