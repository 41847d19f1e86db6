"""Clients as no server wants them: half requests, wrong ones, far too large ones, and connections that are dropped."""

from __future__ import annotations

import socket
import struct

from conformance.bench.soak.wire import Tally, Unexpected

_SECONDS = 30
_HOST = b"host: 127.0.0.1\r\n"
_JSON = _HOST + b"content-type: application/json\r\n"
_CREATE = b"POST /control/v1/sandboxes HTTP/1.1\r\n" + _JSON
_DEEP = b"[" * 20_000


def _with_body(body: bytes) -> bytes:
    return _CREATE + b"content-length: %d\r\n\r\n" % len(body) + body


WRONG: tuple[tuple[bytes, int], ...] = (
    (_with_body(b"{"), 400),
    (_with_body(_DEEP), 400),
    (_with_body(b'{"seed": -1}'), 400),
    (_with_body(b"\xff\xfe"), 400),
    (_CREATE.replace(b"json", b"xml") + b"content-length: 2\r\n\r\n{}", 415),
    (_CREATE + b"content-length: 99999999999\r\n\r\n", 413),
    (_CREATE + b"content-length: x\r\n\r\n", 400),
    (b"GET /nowhere HTTP/1.1\r\n" + _HOST + b"\r\n", 404),
    (b"GET /control/v1/sandboxes/nobody HTTP/1.1\r\n" + _HOST + b"\r\n", 404),
    (b"DELETE /control/v1/sandboxes HTTP/1.1\r\n" + _HOST + b"\r\n", 405),
    (b"GET /control/v1/sandboxes HTTP/1.1\r\nhost: evil.example\r\n\r\n", 403),
    (b"GET /console/nowhere HTTP/1.1\r\n" + _HOST + b"\r\n", 404),
    (b"POST /console/new HTTP/1.1\r\n" + _HOST + b"content-length: 0\r\n\r\n", 400),
    (b"this is no HTTP\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 300 + b"\r\n", 431),
    (b"GET / HTTP/1.1\r\nx: " + b"y" * 100_000 + b"\r\n\r\n", 431),
)
"""What is sent, and the status that it is answered with."""

_ASKED = b"GET /control/v1/sandboxes/1/facts HTTP/1.1\r\n" + _HOST + b"\r\n"
_HALVES = (b"", b"GET /con", _CREATE + b"content-length: 100\r\n\r\n{", _ASKED, _ASKED + b"GET /control/v1")
"""What is sent before a connection is dropped; the last two ask for something, and nobody waits for the answer."""


def misbehave(port: int, tally: Tally) -> None:
    """Send everything that is wrong once, each on a connection of its own; raises `Unexpected`."""
    for sent, wanted in WRONG:
        tally.wait()
        with _connected(port) as made:
            status = _status(made, sent)
        tally.count(status)
        if status != wanted:
            tally.fail(f"{sent[:80]!r} was answered with {status}, not {wanted}")
            raise Unexpected
    for half in _HALVES:
        tally.wait()
        with _connected(port) as made:
            _drop(made, half)


def _connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), _SECONDS)


def _status(made: socket.socket, sent: bytes) -> int:
    """Send, and answer the status that comes back; 0 if none does."""
    try:
        made.sendall(sent)
        came = made.recv(4096)
    except OSError:
        return 0
    return int(came[9:12]) if came[9:12].isdigit() else 0


def _drop(made: socket.socket, sent: bytes) -> None:
    """Send, and drop the connection without a word: with a reset, not an end."""
    made.sendall(sent)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
