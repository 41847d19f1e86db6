"""A client's connection: bounded in what it may send, in how long it may dawdle, and in how many there may be.

uvicorn's protocol bounds neither a request's head nor the time that a request takes to arrive. Time is counted in
looks: a server looks at each of its connections once a second.
"""

from __future__ import annotations

import sys
from asyncio import BaseTransport, Transport
from functools import cache
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from simulator.http.asgi import TRANSPORT

if sys.platform != "win32":
    import resource

HEAD_LIMIT = 64 * 1024
"""The most bytes of a request's first line and its headers."""
MOST_HEADERS = 200
LOOKS_FOR_A_HEAD = 10
LOOKS_FOR_THE_REST = 60
"""How many looks a request's head may take to arrive; and its body, or the client's reading of the answer."""
MOST_CONNECTIONS = 4096
_OTHER_FILES = 128  # that a process needs open besides its connections


class Connection(HttpToolsProtocol):
    """uvicorn's own protocol within bounds; it also gives the application its transport, so that it can be cut."""

    app_state: dict[str, Any]
    transport: Transport
    cycle: RequestResponseCycle | None  # type: ignore[assignment]  # it is None before the first request

    def connection_made(self, transport: BaseTransport) -> None:
        """A client has connected; where there are too many, those that have dawdled longest have to go."""
        super().connection_made(transport)  # type: ignore[arg-type]  # so does uvicorn's
        self.app_state = {**self.app_state, TRANSPORT: transport}
        self._parsing = False  # a head
        self._requests = 0
        self._fed = 0  # bytes of the head that is being parsed, but for the chunk in which it began
        self._may_be_large = False
        self._wrong = (400, "this is no HTTP request")
        self._refused = False
        self.looks = 0
        self._seen = ("", -1)
        if len(self.connections) > most_connections():
            self._make_room()

    def data_received(self, data: bytes) -> None:
        """Bytes have come; a head that does not end is not kept."""
        if self._refused:
            return  # what was on its way already; a client that is cut off while it sends may miss the answer
        unfinished = self._requests if self._parsing else None
        self._may_be_large = self._parsing or len(data) > HEAD_LIMIT
        super().data_received(data)
        self._fed = self._fed + len(data) if self._parsing and self._requests == unfinished else 0
        if self._fed > HEAD_LIMIT and not self._refused:
            self._refuse(*_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._parsing = True
        self._requests += 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A request's head is there; what is raised here ends in `send_400_response`."""
        self._parsing = False
        if len(self.headers) > MOST_HEADERS or (self._may_be_large and self._head() > HEAD_LIMIT):
            self._wrong = _TOO_LARGE
            raise ValueError(_TOO_LARGE[1])
        super().on_headers_complete()

    def _head(self) -> int:
        """How many bytes the head has."""
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self._refuse(*self._wrong)

    def _refuse(self, status: int, sentence: str) -> None:
        """Answer, and hear no more; where another answer is under way, end the connection."""
        self._refused = True
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            title = HTTPStatus(status).phrase
            problem = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
            body = orjson.dumps(problem)
            head = (
                f"HTTP/1.1 {status} {title}\r\ncontent-type: application/problem+json\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
            self.transport.write_eof()
        else:
            self.transport.abort()

    @property
    def waits_for(self) -> str:
        """What the client has to do next: send a `head` or a `body`, `read` its answer, or nothing."""
        if self.cycle is None or self.cycle.response_complete:
            return "head"
        if self.cycle.more_body:
            return "body"
        return "read" if self.flow.write_paused else ""

    def look(self) -> None:
        """See whether the client still makes headway; end the connection of one that does not."""
        if self._refused:
            self.transport.abort()
            return
        seen = (self.waits_for, self._requests)
        self.looks = self.looks + 1 if seen == self._seen and seen[0] else 0
        self._seen = seen
        if self.looks < (LOOKS_FOR_A_HEAD if seen[0] == "head" else LOOKS_FOR_THE_REST):
            return
        if seen[0] == "read":
            self.transport.abort()
        elif seen[0] == "head" and not self._parsing:  # nothing was asked, so nothing is answered
            self.transport.close()
        else:
            self._refuse(408, f"the request's {seen[0]} did not arrive in time")

    def _make_room(self) -> None:
        """End the connections of some that are idle, those first that have been so longest."""
        others = [each for each in self.connections if isinstance(each, Connection) and each is not self]
        idle = sorted((each for each in others if each.waits_for), key=lambda each: -each.looks)
        for each in idle[: len(others) // 8 + 1] or [self]:
            each.transport.abort()


_TOO_LARGE = (
    431,
    f"the request's head has more than {HEAD_LIMIT} bytes or {MOST_HEADERS} headers, which is the most here",
)


@cache
def most_connections() -> int:
    """How many clients may be connected at a time: fewer where the process may not open as many files."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(16, min(MOST_CONNECTIONS, allowed - _OTHER_FILES)) if allowed > 0 else MOST_CONNECTIONS
