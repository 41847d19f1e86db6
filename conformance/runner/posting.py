"""Posts a webhook to an address that the client named: a stranger's server, which may do anything."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from conformance.runner.port import Message

_MOST_OF_AN_ANSWER = 1024 * 1024


def posted(message: Message, seconds: float) -> int | None:
    """The status that a real HTTP request got within `seconds`; None without one. Redirects are not followed."""
    delivery = _Delivery(message, seconds)
    threading.Thread(target=delivery.run, name="delivery", daemon=True).start()
    try:
        return delivery.answer.get(timeout=seconds)
    except Empty:  # each byte came in time, but the whole did not
        delivery.give_up()
        return None


class _Delivery:
    """One request, made in a thread of its own: a timeout of a socket bounds a byte, not an answer."""

    def __init__(self, message: Message, seconds: float) -> None:
        self.answer: SimpleQueue[int | None] = SimpleQueue()
        self._message = message
        self._seconds = seconds
        self._socket: socket.socket | None = None

    def run(self) -> None:
        """Put the answer's status into `answer`, or None if there is none."""
        try:
            self.answer.put(self._posted())
        # An address may be one that no URL, header or domain name can hold: UnicodeError is a ValueError.
        except (OSError, http.client.HTTPException, ValueError):
            self.answer.put(None)

    def give_up(self) -> None:
        """End the connection, so that the thread ends too."""
        with contextlib.suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)

    def _posted(self) -> int:
        target = urlsplit(self._message.url)
        kind = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
        connection = kind(target.hostname or "", target.port, timeout=self._seconds)
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        with contextlib.closing(connection):
            connection.connect()
            self._socket = connection.sock
            connection.request("POST", path, self._message.body, dict(self._message.headers))
            answer = connection.getresponse()
            answer.read(_MOST_OF_AN_ANSWER)
            return answer.status
