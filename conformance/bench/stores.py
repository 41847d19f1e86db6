"""Where the log is kept: how many rows a second each store takes, and how many creates a server on it.

`python -m conformance.bench.stores STORE SYNC CASES` measures rows in a process of its own.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from conformance.bench import Column, apart, isolation, servers, share
from conformance.bench import database as given
from conformance.bench.load import generator
from conformance.bench.peers import asked_of_us
from conformance.clients import measured as client
from conformance.stopwatch import Stopwatch
from simulator import World, crowded, open_store

ID = "stores"
TITLE = "the same log in each store"
COLUMNS = (
    Column("store", "store", least=12),
    Column("rows", "rows a second"),
    Column("rate_1", "creates a second, 1 connection"),
    Column("p50_1", "p50 ms", ",.2f"),
    Column("p99_1", "p99 ms", ",.2f"),
    Column("rate_16", "16 connections"),
    Column("p50_16", "p50 ms", ",.2f"),
    Column("p99_16", "p99 ms", ",.2f"),
)
CASES = 1_000
ROUNDS = 3
CONNECTIONS = (1, 16)


@dataclass(slots=True)
class _Store:
    """A store, and what was measured of it: rates, and the times of calls, by connections."""

    name: str
    place: str
    sync: str | None
    rows: list[float] = field(default_factory=list)
    rates: dict[int, list[float]] = field(default_factory=lambda: {each: [] for each in CONNECTIONS})
    times: dict[int, list[float]] = field(default_factory=lambda: {each: [] for each in CONNECTIONS})


def rows(database: str | None, calls: int) -> Iterator[dict[str, Any]]:
    """A row for each store, measured in turns: files, and a PostgreSQL database, if one that is empty is named."""
    with TemporaryDirectory(prefix="dunbox-") as name:
        folder = Path(name)
        stores = [_Store(f"SQLite, {sync}", str(folder / f"{sync}.db"), sync) for sync in ("normal", "full")]
        if database:
            given.check(database)
            stores.append(_Store("PostgreSQL", database, None))
        try:
            for _, store in product(range(ROUNDS), stores):
                measure = [store.place, store.sync or "normal", str(CASES)]
                store.rows.append(apart(__name__, measure)["rate"])
            _serve(stores, folder, calls)
        finally:
            if database:
                given.empty(database)
    yield from map(_row, stores)


def _serve(stores: list[_Store], folder: Path, calls: int) -> None:
    """Send bursts of creates to a server on each store, in turns; a first burst of each does not count."""
    with ExitStack() as stack:
        send = stack.enter_context(generator())
        asks = []
        for store in stores:
            apart(isolation.__name__, ["make", store.place, str(CASES)])
            options = ("--sync", store.sync) if store.sync else ()
            program = servers.dunbox(store.place, *options, name=store.name)
            server = stack.enter_context(servers.running(program, folder))
            creates = asked_of_us(server, folder)[0]["create"]
            asks.append((server, [each.below(client.PREFIX).wire(server.host) for each in creates]))
        for number, connections in product(range(ROUNDS + 1), CONNECTIONS):
            for store, (server, lines) in zip(stores, asks, strict=True):
                came = send.creates(server, lines, calls=calls, connections=connections)
                if number:
                    store.rates[connections].append(calls / max(came["seconds"], 1e-6))
                    store.times[connections] += came["times"]


def _row(store: _Store) -> dict[str, Any]:
    found: dict[str, Any] = {"store": store.name, "rows": round(statistics.median(store.rows))}
    for connections in CONNECTIONS:
        times = sorted(store.times[connections])
        found[f"rate_{connections}"] = round(statistics.median(store.rates[connections]))
        found[f"p50_{connections}"] = share(times, 0.5)
        found[f"p99_{connections}"] = share(times, 0.99)
    return found


# --- in a process of its own ------------------------------------------------------------------------------


def _write(place: str, sync: str, cases: str) -> dict[str, Any]:
    """Write the log of many cases, row by row, and take it out again."""
    world = World()
    log = list(world.store.rows(crowded(int(cases), world).id))
    store = open_store(place, sync)
    store.create("rows", {})
    watch = Stopwatch()
    for row in log:
        store.append("rows", row)
    rate = len(log) / max(watch.milliseconds(), 0.001) * 1000
    store.remove("rows")
    store.close()
    return {"rate": round(rate, 1)}


if __name__ == "__main__":
    print(json.dumps(_write(*sys.argv[1:])))
