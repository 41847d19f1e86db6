"""A server among those that share its store: how it is reached by them, and led by whoever has started it."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from simulator import listing
from simulator.http.asgi import Application
from simulator.http.door import listening
from simulator.http.members import SECONDS_TO_TELL, UNIX, Broken, Members, Unreached, host_and_port
from simulator.http.relay import Relay
from simulator.http.timer import keep_shares
from simulator.http.watch import NOTED, Watched
from simulator.sharing import Sharing
from simulator.store import StoreError

READY, GO, INTRODUCE, END, DRAINED = "ready", "go", "introduce", "end", "drained"
"""What is said over a line: a server is ready; all are, so it may take up what nobody has, and say so to people; it is
to end; its last client has gone. Then it waits for the line's end, for others may still ask it for what it has."""
_WAITING = 128  # servers
_LOG = logging.getLogger("dunbox")


@dataclass(frozen=True, slots=True)
class Membership:
    """What tells a server from the others: its `name`, and the socket `door` at which they reach it.

    The name stands before the numbers of its requests. The `line` leads to whoever has started it, if that is a
    supervisor: it ends when that does.
    """

    name: str
    door: socket.socket
    line: socket.socket | None = None


def door_at(place: str) -> tuple[socket.socket, str]:
    """Answer a socket at which other servers reach this one, and its address; raises `OSError`.

    The place is `unix:PATH`, or `tcp:HOST:PORT`, where port 0 is a free one.
    """
    if not place.startswith(UNIX):
        host, port = host_and_port(place)
        bound = listening(host, port)
        return bound, f"tcp:{host}:{bound.getsockname()[1]}"
    path = Path(place.removeprefix(UNIX))
    path.unlink(missing_ok=True)  # of the server that was here before
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    bound.bind(str(path))
    bound.listen(_WAITING)
    return bound, place


class Member:
    """A server that takes part, as its event loop sees it."""

    def __init__(self, membership: Membership, app: Application, sharing: Sharing) -> None:
        self._membership = membership
        self._app = app
        self._sharing = sharing
        self._words: dict[str, Callable[[], Any]] = {GO: self._go}
        self._came = b""
        self._is_over = asyncio.Event()
        self._members = Members(
            app.core.world.key, app.at_once, app.at_length, app.send_news, partial(_told, app)
        )

    async def begin(self, words: Mapping[str, Callable[[], Any]]) -> None:
        """Reach the others, and be reached; raises `OSError`. `words` are what is done when one of them comes."""
        self._words |= words
        await self._members.listen(self._membership.door)
        self._sharing.ask = partial(self._ask, asyncio.get_running_loop())
        self._app.relay = Relay(self._app.core, self._sharing, self._members, self._here)
        line = self._membership.line
        if line is None:
            self._go()
            self._words[INTRODUCE]()
        else:
            line.setblocking(False)
            asyncio.get_running_loop().add_reader(line, self._hear, line)

    def say(self, word: str) -> None:
        """Say a word to whoever has started this server."""
        if self._membership.line is not None and not self._is_over.is_set():
            try:
                self._membership.line.send(f"{word}\n".encode())
            except OSError:
                self._is_over.set()

    async def end(self) -> None:
        """Be reached no more, once the others need that no more either."""
        line = self._membership.line
        if line is not None:
            self.say(DRAINED)
            await self._is_over.wait()
            asyncio.get_running_loop().remove_reader(line)
        await self._members.close()

    async def _here(self, request: Any) -> Any:
        return self._app.at_once(request) or await self._app.at_length(request)

    def _go(self) -> None:
        self._sweeping = asyncio.ensure_future(keep_shares(self._sharing))

    def _hear(self, line: socket.socket) -> None:
        try:
            came = line.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            came = b""
        if not came:
            asyncio.get_running_loop().remove_reader(line)
            self._is_over.set()
            self._words[END]()
        *words, self._came = (self._came + came).split(b"\n")
        for word in words:
            self._words[word.decode()]()

    def _ask(self, loop: asyncio.AbstractEventLoop, what: str, words: Any) -> list[Any]:
        """Ask every other server something, in a thread of ours; who does not answer is left out."""
        try:
            addresses = self._sharing.others()
        except StoreError as error:
            _LOG.warning("the other servers are not known now: %s", error)
            return []
        asked = {
            address: asyncio.run_coroutine_threadsafe(self._members.asked(address, what, words), loop)
            for address in addresses
        }
        answers = []
        for address, answer in asked.items():
            try:
                answers.append(answer.result(SECONDS_TO_TELL))
            except (Unreached, Broken, TooLate) as error:
                why = str(error) or f"no answer within {SECONDS_TO_TELL:g} seconds"
                _LOG.warning("the server at %s does not tell its %s: %s", address, what, why)
        return answers


def _told(app: Application, what: str, words: Any) -> Any:
    """Answer what another server asks of this one."""
    core = app.core
    if what == listing.SANDBOXES:
        return listing.told(core.world, words)
    if what == NOTED and isinstance(core, Watched):
        return core.watch.noted(core.world)
    raise LookupError(f"there is no {what!r} to be told")
