"""How a message goes to its receiver over HTTP: to the very address that was looked at, once, within a time limit.

A name is looked up once and the connection made to what came of it, so that it cannot lead elsewhere in between (DNS
rebinding). Redirects are not followed, and no proxy of the environment is asked.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import SplitResult, urlsplit

from simulator import clock
from simulator.outbox import Message
from simulator.targets import Targets

TIMEOUT = 10.0
"""How many real seconds a receiver has for all of it: to take the connection, to read, and to answer."""
MOST_HEARD = 256 * 1024
"""How many bytes of an answer are read at most; nothing of them counts but the status."""

_UNSENDABLE = re.compile(r"[^\x21-\x7e]")

Address = tuple[socket.AddressFamily, tuple[Any, ...]]
Resolve = Callable[[str, int], list[Address]]


class Unsent(Exception):
    """A message got no status. The text says why; `silent` if it was waited for until the time was over."""

    def __init__(self, reason: str, *, silent: bool = False) -> None:
        super().__init__(reason)
        self.silent = silent


def addresses(host: str, port: int) -> list[Address]:
    """Answer where a name leads, as the machine's resolver has it; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, tuple(where)) for family, _, _, _, where in found]


class Sender:
    """Sends messages to the `targets` that may be. `resolve` and `seconds` are the machine's, but for tests."""

    def __init__(
        self,
        targets: Targets | None = None,
        resolve: Resolve = addresses,
        seconds: Callable[[], float] = clock.real_seconds,
    ) -> None:
        self._targets = targets or Targets()
        self._resolve = resolve
        self._seconds = seconds

    def post(self, message: Message) -> int:
        """Post a message to its destination; answers the status, raises `Unsent` without one."""
        try:
            target, port = _target(message.url)
            return self._posted(message, target, port)
        except Unsent:
            raise
        except TimeoutError:
            raise Unsent(f"no answer within {TIMEOUT:g} seconds", silent=True) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unsent(_why(error)) from None

    def _posted(self, message: Message, target: SplitResult, port: int) -> int:
        host, ends = target.hostname or "", self._seconds() + TIMEOUT
        where = self._allowed(host, port)

        def left() -> float:
            rest = ends - self._seconds()
            if rest <= 0:
                raise TimeoutError
            return rest

        wire = self._secured(_connected(where, left), target, left)
        kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
        connection = kind(host, port)
        connection.sock = _Wire(wire, left)
        try:
            path = f"{target.path or '/'}{'?' if target.query else ''}{target.query}"
            connection.request("POST", path, message.body, message.headers)
            return connection.getresponse().status
        finally:
            wire.close()

    def _allowed(self, host: str, port: int) -> list[Address]:
        """Where a name leads, all of which may be sent to."""
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError):
            raise Unsent(f"the name {host[:80]} leads nowhere") from None
        for _, where in found:
            refusal = self._targets.refusal(host, str(where[0]).partition("%")[0])
            if refusal is not None:
                raise Unsent(f"not sent: {refusal}")
        return found

    def _secured(self, made: socket.socket, target: SplitResult, left: Callable[[], float]) -> socket.socket:
        if target.scheme != "https":
            return made
        try:
            made.settimeout(left())
            return self._tls.wrap_socket(made, server_hostname=target.hostname)
        except BaseException:
            made.close()
            raise

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()


def _target(url: str) -> tuple[SplitResult, int]:
    """The parts of a destination, and its port."""
    try:
        target = urlsplit(url)
        port = target.port or {"http": 80, "https": 443}[target.scheme]
    except (ValueError, KeyError):
        raise Unsent("the destination is no address of HTTP") from None
    if _UNSENDABLE.search(target.path + target.query):
        raise Unsent("the destination has letters in its path that no address of HTTP has")
    if not target.hostname:
        raise Unsent("the destination names no host")
    return target, port


def _connected(where: list[Address], left: Callable[[], float]) -> socket.socket:
    """A connection to the first of these addresses that takes one; raises what the last of them said."""
    failed: OSError = ConnectionRefusedError()
    for family, each in where:
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.settimeout(left())
            made.connect(each)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return made
        except OSError as error:
            made.close()
            failed = error
    raise failed


class _Wire:
    """A socket with one time limit for all that is said and heard on it."""

    def __init__(self, made: socket.socket, left: Callable[[], float]) -> None:
        self._socket = made
        self._left = left

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._socket.settimeout(self._left())
        self._socket.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """Answer what is heard."""
        return io.BufferedReader(_Heard(self._socket, self._left))

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


class _Heard(io.RawIOBase):
    """What is heard on a socket, as far as `MOST_HEARD`: an answer that never ends is none."""

    def __init__(self, made: socket.socket, left: Callable[[], float]) -> None:
        self._socket = made
        self._left = left
        self._more = MOST_HEARD

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has come."""
        if self._more <= 0:
            raise http.client.HTTPException("too long")
        self._socket.settimeout(self._left())
        read = self._socket.recv_into(buffer)
        self._more -= read
        return read


def _why(error: Exception) -> str:
    """What stood in the way, for a tester; the same words on every machine."""
    if isinstance(error, ConnectionRefusedError):
        return "nobody takes connections there"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "it speaks no TLS that this server does"
    if isinstance(error, OSError):
        return "the connection ended before an answer"
    return "what it answered is no answer of HTTP"
