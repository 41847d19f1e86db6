"""HTTP/1.1 on connections that are kept: a request goes out in one piece, and its answer is read as it comes.

A client that looks at how things stand at every tick makes hundreds of calls in a story, so the answers are read by
the parser that servers read requests with: a library for all of HTTP takes thirty times as long for each.
"""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from select import select
from urllib.parse import SplitResult, quote, urlsplit

from httptools import HttpParserError, HttpResponseParser

CONNECT_SECONDS = 5
READ_SECONDS = 30

_PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024
# What stands in a path or a query as it is. Source: RFC 3986, 3.3 and 3.4; "%" begins what is encoded already.
_TARGET = "/?%:@!$&'()*+,;="


class NoAnswer(Exception):
    """No answer came, or none that is HTTP: what became of the request is unknown."""


@dataclass(frozen=True)
class Reply:
    """What came back: status, headers by names in lower case, and the body."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Wire:
    """One connection to each server that is called."""

    def __init__(self) -> None:
        self._connections: dict[tuple[str, str], _Connection] = {}

    def __del__(self) -> None:
        self.close()  # a client in this process that is let go says no goodbye

    def close(self) -> None:
        """Close what is open."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Reply:
        """Make one request, and return its answer; a redirect is an answer too. Raises NoAnswer."""
        parts = urlsplit(url)
        server = (parts.scheme, parts.netloc)
        if server not in self._connections:
            self._connections[server] = _Connection(parts)
        try:
            return self._connections[server].exchange(_request(method, parts, headers, body))
        except (OSError, HttpParserError) as problem:
            self._connections.pop(server).close()
            raise NoAnswer(f"no answer ({type(problem).__name__})") from problem


def _request(method: str, parts: SplitResult, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """A request as it goes out. Raises ValueError for a header that would be more than one."""
    target = quote(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/", safe=_TARGET)
    sent = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "dunbox-reference/1.0", **headers}
    if body is not None or method != "GET":
        sent["Content-Length"] = str(len(body or b""))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError(f"{method} {target}: a header has a line break in it")
    return "\r\n".join((*lines, "", "")).encode("latin-1") + (body or b"")


class _Connection:
    """A connection to one server, opened when it is needed."""

    def __init__(self, parts: SplitResult) -> None:
        self._address = (parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 80))
        self._is_secret = parts.scheme == "https"
        self._socket: socket.socket | None = None

    def close(self) -> None:
        """Close it; it can be opened again."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def exchange(self, request: bytes) -> Reply:
        """Send a request and read its answer. Raises OSError and HttpParserError."""
        connected = self._opened()
        connected.sendall(request)
        answer = _Answer()
        while not answer.is_whole:
            answer.feed(connected.recv(_CHUNK))
        if not answer.can_be_followed:
            self.close()
        return Reply(answer.status, answer.headers, bytes(answer.body))

    def _opened(self) -> socket.socket:
        """The open connection; a new one where the server has ended it, as it may when nothing was asked for a time."""
        if self._socket is not None and select([self._socket], [], [], 0)[0]:
            self.close()
        if self._socket is None:
            self._socket = self._new()
        return self._socket

    def _new(self) -> socket.socket:
        made = socket.create_connection(self._address, CONNECT_SECONDS)
        made.settimeout(READ_SECONDS)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self._is_secret:
            return made
        return ssl.create_default_context().wrap_socket(made, server_hostname=self._address[0])


class _Answer:
    """An answer while it comes; the parser tells it what it finds."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.body = bytearray()
        self.status = 0
        self.is_whole = False
        self.can_be_followed = False
        self._parser = HttpResponseParser(self)
        self._ends_with_connection = False

    def feed(self, data: bytes) -> None:
        """Take what came; nothing where the server has ended the connection."""
        if data:
            self._parser.feed_data(data)
        elif self._ends_with_connection:
            self.is_whole = True
        else:
            raise ConnectionAbortedError("the connection ended before the answer did")

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has come."""
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The head has come."""
        self.status = self._parser.get_status_code()
        self._ends_with_connection = not {"content-length", "transfer-encoding"} & self.headers.keys()

    def on_body(self, data: bytes) -> None:
        """A piece of the body has come."""
        self.body += data

    def on_message_complete(self) -> None:
        """All has come; after an interim answer (1xx) the answer itself follows. Source: RFC 9110, 15.2."""
        self.can_be_followed = self._parser.should_keep_alive()
        self.is_whole = self.status >= 200
