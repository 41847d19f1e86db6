"""In-process doors: a client in this process reaches a world's channels with its own HTTP library, without a socket.

`Door` is the whole of it: a request as a library has it, to the core, and its answer back. Each library has a module
here that speaks its words, and is imported only by those who have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from simulator.http.core import MOST_BYTES, Core, Request, Response
from simulator.http.surfaces import surfaces
from simulator.world import World

HOUSE = "dunbox.test"
"""A host of our own that every door knows; below it channels stand as on a server, each under its name.

No real host can have this name (RFC 6761).
"""


class NoAnswer(Exception):
    """A request that gets no answer; the text says why. Each library's door raises its own error for it."""


class Unreachable(NoAnswer):
    """Nobody here has the host of the request."""


class Cut(NoAnswer):
    """The connection ended before a byte of the answer arrived."""


class Late(NoAnswer):
    """The answer would come after the client's time limit. The client is told at once: nobody waits."""


class Door:
    """Where requests of this process enter a world."""

    def __init__(self, world: World) -> None:
        served = surfaces(world)
        self._core = Core(world, served)
        self.hosts = frozenset([HOUSE, *(host for surface in served for host in surface.hosts)])

    def knows(self, url: str) -> bool:
        """Whether the host of a URL is one that is answered here."""
        return _host(url) in self.hosts

    def call(
        self,
        method: str,
        url: str,
        headers: Iterable[tuple[str, str]],
        body: bytes = b"",
        patience: float | None = None,
    ) -> Response:
        """Answer a request as a server would send it: with its length, and to HEAD without a body.

        `patience` is the client's time limit in seconds, or None. Raises `NoAnswer`.
        """
        target = urlsplit(url)
        if _host(url) not in self.hosts:
            raise Unreachable(
                f"{method} {url}: no provider here has the host {target.hostname!r}, and no door leads to a real "
                f"network; the hosts are: {', '.join(sorted(self.hosts))}"
            )
        named = [(name.lower(), value) for name, value in headers]
        if not any(name == "host" for name, _ in named):
            named.insert(0, ("host", target.netloc.rpartition("@")[2]))
        base = f"{target.scheme}://{target.netloc.rpartition('@')[2]}"
        request = Request(method, target.path or "/", target.query, named, body, base)
        if len(body) > MOST_BYTES:
            request.body, request.overlong = b"", True
        response = self._core.handle(request)
        if response.cut:
            raise Cut("the connection was closed without an answer")
        if patience is not None and response.delay > patience:
            raise Late(f"the answer takes {response.delay:g} s, the client waits {patience:g} s")
        return _as_sent(request, response)


def gathered(pieces: Iterable[bytes]) -> bytes:
    """Answer a body that comes in pieces; as on a server, no more is read than tells that it is too long."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MOST_BYTES:
            break
    return bytes(body)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().removesuffix(".")
    except ValueError:  # such as a bracket that is not closed
        return ""


def _as_sent(request: Request, response: Response) -> Response:
    headers = response.headers
    if response.status != 204:
        headers = [*headers, ("Content-Length", str(len(response.body)))]
    if request.overlong:
        headers = [*headers, ("Connection", "close")]
    body = b"" if request.method == "HEAD" else response.body
    return Response(response.status, headers, body, response.sandbox)
