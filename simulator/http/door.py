"""Where several servers take connections from one socket: each takes one at a time, so that they share them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

_SECONDS_WITHOUT_ROOM = 1.0  # as asyncio's own servers wait where no more files can be open


def listening(host: str, port: int) -> socket.socket:
    """Answer a socket that listens; connections wait in its queue until somebody serves them. Raises `OSError`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(2048)
    except OSError:
        made.close()
        raise
    return made


class Door:
    """Takes the connections of a listening socket, each to a protocol of its own that `made` answers, until `close`.

    asyncio's own server takes at once all that wait, and whoever wakes up first would serve all clients.
    """

    def __init__(self, listening: socket.socket, made: Callable[[], asyncio.Protocol]) -> None:
        self._listening = listening
        self._made = made
        self._loop = asyncio.get_running_loop()
        self._coming: set[asyncio.Task[object]] = set()
        self._is_open = True
        listening.setblocking(False)
        self._open()

    def _open(self) -> None:
        if self._is_open:
            self._loop.add_reader(self._listening, self._take)

    def _take(self) -> None:
        try:
            connection, _ = self._listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another was faster, or the client has gone
        except OSError:
            self._loop.remove_reader(self._listening)
            self._loop.call_later(_SECONDS_WITHOUT_ROOM, self._open)
            return
        task = self._loop.create_task(self._let_in(connection))
        self._coming.add(task)
        task.add_done_callback(self._coming.discard)

    async def _let_in(self, connection: socket.socket) -> object:
        connection.setblocking(False)
        return await self._loop.connect_accepted_socket(self._made, connection)

    def close(self) -> None:
        """Take no more connections: they are the others'."""
        self._is_open = False
        self._loop.remove_reader(self._listening)
