"""What the console is given from outside: a way to send calls, and whoever writes scenarios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from simulator.journal import Exchange
from simulator.sandbox import Sandbox


class Reply(Protocol):
    """What comes back of a call: with `cut`, nothing does."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    cut: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that is sent. `path` has the surface's prefix; header names are in lower case."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


Send = Callable[[Asked, str], tuple[Reply, Exchange]]
"""Sends a call to the server at an address; answers the reply, and the exchange with all that was noted of it."""

Tell = Callable[[Sandbox], str]
"""Writes what was done in a sandbox as the text of a scenario file; raises `Refused` where it cannot."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Both of them, as far as they are there."""

    send: Send | None = None
    tell: Tell | None = None
