"""What the console is given from outside: a way to send calls, and whoever writes scenarios."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from simulator.domain.codec import encode
from simulator.journal import Exchange
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.world import World


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

Tell = Callable[[dict[str, Any]], str]
"""Writes what was done in a sandbox, as `done` answers it, as a scenario file; raises `Refused` where it cannot."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Both of them, as far as they are there."""

    send: Send | None = None
    tell: Tell | None = None


MOST_ROWS = 20_000
"""Of how many rows of a log a story is told: one of a month with ten invoices has some hundreds."""


def done(world: World, sandbox: Sandbox) -> dict[str, Any]:
    """Answer what was done in a sandbox as plain values: its country, `start` and settings, and the rows of its log.

    A row has `at` (local time, without an offset), `command` and `facts`. Raises `Refused` for one with too many.
    """
    if sandbox.rows > MOST_ROWS:
        raise Refused(
            f"sandbox {sandbox.id} has {sandbox.rows:,} entries in its log; a story is told of {MOST_ROWS:,} at most",
            "conflict",
        )
    birth = dict(world.store.sandboxes())[sandbox.id]
    rows = [
        {
            "at": _local(sandbox, row.at),
            "command": encode(row.command),
            "facts": [encode(fact) for fact in row.facts],
        }
        for row in world.store.rows(sandbox.id)
    ]
    start = _local(sandbox, datetime.fromisoformat(birth["start"]))
    about = {"sandbox": sandbox.id, "country": sandbox.state.country, "settings": birth["settings"]}
    return {**about, "start": start, "rows": rows}


def _local(sandbox: Sandbox, moment: datetime) -> str:
    """A moment as a clock on the wall shows it, to the second where it has any."""
    local = moment.astimezone(sandbox.zone).replace(tzinfo=None, microsecond=0)
    return local.isoformat(timespec="seconds" if local.second else "minutes")
