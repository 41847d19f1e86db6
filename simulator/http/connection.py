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

from simulator.http import quick
from simulator.http.asgi import TRANSPORT, Application
from simulator.http.core import Response

if sys.platform != "win32":
    import resource

HEAD_LIMIT = 64 * 1024
"""The most bytes of a request's first line and its headers."""
MOST_HEADERS = 200
LOOKS_FOR_A_HEAD = 10
LOOKS_FOR_THE_REST = 60
"""How many looks a request's head may take to arrive; and its body, or the client's reading of the answer."""
LOOKS_FOR_ANOTHER = 5
"""How many looks a client may take that was answered before it asks again."""
MOST_CONNECTIONS = 4096
_GO_ON = b"HTTP/1.1 100 "  # what a client may wait for before it sends a body
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
        app = self.config.app
        self._answers = app if isinstance(app, Application) else None  # at once
        self._behind = -1  # how many bytes came behind the head that came with them, if one did
        self._body: bytearray | None = None  # of a request that may be answered at once
        self._is_whole = False  # such a request
        self._parsing = False  # a head
        self._requests = 0
        self._open: list[RequestResponseCycle] = []  # requests whose heads have come since all were answered
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
        end = -1 if self._parsing else data.find(b"\r\n\r\n")
        self._behind = len(data) - end - 4 if end > 0 else -1
        super().data_received(data)
        if self._body is not None:
            self._take_up(bytes(self._body))
        self._fed = self._fed + len(data) if self._parsing and self._requests == unfinished else 0
        if self._fed > HEAD_LIMIT and not self._refused:
            self._refuse(*_TOO_LARGE)

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn's own ends the connection at once
        """A client says no more; it is still told what it has asked for. Answers whether the connection stays."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or cycle.more_body or self._refused or self._is_pipelined:
            return False
        cycle.keep_alive = False
        return True

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
        if self.cycle is None or self.cycle.response_complete:
            self._open.clear()
        if self._is_alone and quick.is_usual(self, self._behind):
            self._body, self._is_whole = bytearray(), False
        else:
            self._go_the_long_way()

    def on_body(self, body: bytes) -> None:
        """A part of a body has come."""
        if self._body is None:
            super().on_body(body)
        else:
            self._body += body

    def on_message_complete(self) -> None:
        """A request has come whole."""
        if self._body is None:
            super().on_message_complete()
        self._is_whole = True

    @property
    def _is_alone(self) -> bool:
        """Whether nothing is under way but one request, which may be all that has come."""
        return (
            self._answers is not None
            and self._behind >= 0
            and not self._open
            and not self.flow.write_paused
            and not self.transport.is_closing()
        )

    def _take_up(self, body: bytes) -> None:
        """Answer a request that is as most are, or let it go the long way."""
        self._body = None
        if self._refused or (self._is_whole and self._is_answered(body)):
            return
        self._go_the_long_way()
        super().on_body(body)
        if self._is_whole:
            super().on_message_complete()

    def _is_answered(self, body: bytes) -> bool:
        """Try to answer a request at once. If that cannot be, its task finds the answer, or what went wrong."""
        request = quick.request_of(self, body)
        response: Response | Exception | None = None
        try:
            response = self._answers.quickly(request) if self._answers else None
        except Exception as error:  # noqa: BLE001 - the task raises it, so that it is told and answered as others are
            response = error
        written = quick.written(response) if isinstance(response, Response) else None
        if written is None or not isinstance(response, Response):
            self.scope["state"][quick.BEGUN] = request, response
            return False
        self.transport.write(written)
        self.server_state.total_requests += 1
        if self._answers:
            self._answers.send_news(response)
        return True

    def _go_the_long_way(self) -> None:
        """Have a request answered by a task of its own."""
        super().on_headers_complete()
        if self.cycle is not None:
            if self.scope["method"] != "HEAD":  # after whose answer's head nothing is written
                self.cycle.transport = _Whole(self.transport)
            self._open.append(self.cycle)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection has ended: for every request that came on it, where uvicorn tells the last one only."""
        for cycle in self._open:
            cycle.disconnected = cycle.disconnected or not cycle.response_complete
            cycle.message_event.set()
        super().connection_lost(exc)

    @property
    def _is_pipelined(self) -> bool:
        """Whether the last request has to wait for the answer to another."""
        return any(not each.response_complete for each in self._open[:-1])

    def _head(self) -> int:
        """How many bytes the head has."""
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self._refuse(*self._wrong)

    def _refuse(self, status: int, sentence: str) -> None:
        """Answer, and hear no more; an answer that is under way comes, and is the last."""
        self._refused = True
        cycle = self.cycle
        if self._is_pipelined:
            self.transport.abort()
            return
        if cycle is not None and not cycle.response_complete:
            if not cycle.more_body:
                cycle.keep_alive = False
                return
            if cycle.response_started:
                self.transport.abort()
                return
            cycle.disconnected = True  # so that nobody waits for the rest of it, or answers it
            cycle.message_event.set()
        self.transport.write(_problem(status, sentence))
        self.transport.write_eof()

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
        if self._refused and self.waits_for:
            self.transport.abort()
            return
        seen = (self.waits_for, self._requests)
        self.looks = self.looks + 1 if seen == self._seen and seen[0] else 0
        self._seen = seen
        if self.looks < self._patience(seen[0]):
            return
        if seen[0] == "read":
            self.transport.abort()
        elif seen[0] == "head" and not self._parsing:  # nothing was asked, so nothing is answered
            self.transport.close()
        else:
            self._refuse(408, f"the request's {seen[0]} did not arrive in time")

    def _patience(self, waits_for: str) -> int:
        """How many looks a client may let pass."""
        if waits_for != "head":
            return LOOKS_FOR_THE_REST
        return LOOKS_FOR_ANOTHER if self._requests and not self._parsing else LOOKS_FOR_A_HEAD

    def _make_room(self) -> None:
        """End the connections of some that are idle, those first that have been so longest."""
        others = [each for each in self.connections if isinstance(each, Connection) and each is not self]
        idle = sorted((each for each in others if each.waits_for), key=lambda each: -each.looks)
        for each in idle[: len(others) // 8 + 1] or [self]:
            each.transport.abort()


class _Whole(Transport):
    """What one answer is written to: its head goes out with the first of its body, in one packet where that fits."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._head: bytes | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Take the next bytes of an answer: its head, which uvicorn writes by itself, then its body, were it empty."""
        if self._head is None:
            if bytes(data[: len(_GO_ON)]) == _GO_ON:
                self._transport.write(data)
            else:
                self._head = bytes(data)
        elif self._head:
            head, self._head = self._head, b""
            self._transport.writelines((head, data))
        else:
            self._transport.write(data)

    def is_closing(self) -> bool:
        """Whether the connection ends."""
        return self._transport.is_closing()

    def close(self) -> None:
        """End the connection once all is sent."""
        if self._head:
            self.write(b"")
        self._transport.close()


def _problem(status: int, sentence: str) -> bytes:
    """An answer that is the connection's last."""
    title = HTTPStatus(status).phrase
    body = orjson.dumps({"type": "about:blank", "title": title, "status": status, "detail": sentence})
    head = (
        f"HTTP/1.1 {status} {title}\r\ncontent-type: application/problem+json\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body


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
