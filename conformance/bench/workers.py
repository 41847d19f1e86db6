"""Several servers on one store: how many creates a second they take together, by how many workers there are.

`python -m conformance.bench.workers STORE` makes the sandboxes that are asked, in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import requests

from conformance.bench import Column, NotMeasured, apart, servers, share
from conformance.bench import database as given
from conformance.bench.load import Generator, generator
from conformance.clients import measured as client
from conformance.stopwatch import Deadline
from simulator import World, crowded, open_store

ID = "workers"
TITLE = "several servers on one store"
COLUMNS = (
    Column("store", "store", least=12),
    Column("workers", "workers"),
    Column("rate", "creates a second"),
    Column("p50", "p50 ms", ",.2f"),
    Column("p99", "p99 ms", ",.2f"),
    Column("ratio", "to the first", ",.2f"),
)
SANDBOXES = 8
CASES = 100
ROUNDS = 3
CONNECTIONS = 16
_WAIT = 60.0  # seconds for an answer, or for all workers to be there
_BETWEEN_LOOKS = 0.02


@dataclass(slots=True)
class _Row:
    """So many workers on a store, and what was measured of them."""

    store: str
    place: str
    workers: int
    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def rows(counts: Sequence[int], database: str | None, calls: int) -> Iterator[dict[str, Any]]:
    """A row for each number of workers, on a file and on a database, if one that is empty is named.

    In each round the servers are started one after the other, so that none has a store to itself that another had not.
    """
    with TemporaryDirectory(prefix="dunbox-") as name:
        folder = Path(name)
        places = {"SQLite": str(folder / "store.db")}
        if database:
            given.check(database)
            places["PostgreSQL"] = database
        for place in places.values():
            apart(__name__, [place])
        found = [_Row(store, place, count) for store, place in places.items() for count in counts]
        try:
            with generator() as send:
                for row in found * ROUNDS:
                    _measure(row, folder, send, calls)
        finally:
            if database:
                given.empty(database)
    for row in found:
        first = next(each for each in found if each.store == row.store)
        yield _shown(row, statistics.median(first.rates))


def _measure(row: _Row, folder: Path, send: Generator, calls: int) -> None:
    """Start servers, and send them two bursts; the first does not count."""
    program = servers.dunbox(row.place, "--workers", str(row.workers), name=f"{row.store}-{row.workers}")
    with servers.running(program, folder) as server:
        if row.workers > 1:
            _await_all(server, row.workers)
        lines = [ask.below(client.PREFIX).wire(server.host) for ask in _creates(server)]
        for counts in (False, True):
            came = send.creates(server, lines, calls=calls, connections=CONNECTIONS)
            if counts:
                row.rates.append(calls / max(came["seconds"], 1e-6))
                row.times += came["times"]


def _await_all(server: servers.Started, count: int) -> None:
    deadline = Deadline(_WAIT)
    while (
        f"dunbox_servers {count}.0" not in requests.get(f"http://{server.host}/metrics", timeout=_WAIT).text
    ):
        if deadline.passed():
            raise NotMeasured(f"{server.name}: not all of its workers have started")
        Event().wait(_BETWEEN_LOOKS)


def _creates(server: servers.Started) -> list[client.Ask]:
    """What is asked: a comment on a case of each sandbox in turn."""
    found = []
    for sandbox in requests.get(f"http://{server.host}/control/v1/sandboxes", timeout=_WAIT).json():
        token = _answer(server, client.for_a_token(sandbox["endpoints"][client.CHANNEL]))["access_token"]
        listed = _answer(server, client.for_a_list(token, 1, client.MOST_LISTED))
        found.append(client.to_compare(token, [case["id"] for case in listed])["create"])
    return list(chain.from_iterable(zip(*found, strict=True)))


def _answer(server: servers.Started, ask: client.Ask) -> Any:
    url = f"http://{server.host}{ask.below(client.PREFIX).target}"
    answer = requests.request(ask.method, url, headers=dict(ask.headers), data=ask.body, timeout=_WAIT)
    if not answer.ok:
        raise NotMeasured(f"{server.name} answered {ask.method} {ask.target} with {answer.status_code}")
    return answer.json()


def _shown(row: _Row, first: float) -> dict[str, Any]:
    times, rate = sorted(row.times), statistics.median(row.rates)
    return {
        "store": row.store,
        "workers": row.workers,
        "rate": round(rate),
        "p50": share(times, 0.5),
        "p99": share(times, 0.99),
        "ratio": round(rate / first, 2),
    }


# --- in a process of its own ------------------------------------------------------------------------------


def _fill(place: str) -> None:
    world = World(store=open_store(place))
    for _ in range(SANDBOXES):
        crowded(CASES, world)
    world.close()


if __name__ == "__main__":
    _fill(sys.argv[1])
    print(json.dumps({}))
