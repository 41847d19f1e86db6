"""Two sandboxes of one server: a year of very many cases passes in one, and a client calls in the other.

`python -m conformance.bench.isolation make FILE CASES` fills a store, `... measure FILE CASES` measures a row with it.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import requests

from conformance.bench import Column, apart, share
from conformance.clients.steady import Steady
from conformance.stopwatch import Stopwatch
from simulator import World, crowded, hold_much, open_store

ID = "isolation"
TITLE = "one sandbox advances a year, calls to another at a steady rate"
EVERY_MS = 20
QUIET_CALLS = 200
COLUMNS = (
    Column("cases", "cases"),
    Column("seconds", "seconds", ",.2f"),
    Column("facts", "facts"),
    Column("calls", "calls"),
    Column("p50_ms", "p50 ms", ",.1f"),
    Column("p99_ms", "p99 ms", ",.1f"),
    Column("max_ms", "max ms", ",.1f"),
    Column("quiet_p50_ms", "quiet p50 ms", ",.1f"),
    Column("quiet_p99_ms", "quiet p99 ms", ",.1f"),
)
_SERVE = "from conformance.cli import main; main()"


def rows(counts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Measure with so many cases in the sandbox that advances, each count in new processes.

    A call's time counts from the moment at which it was to be made, so that one that waits for the one before it is not
    taken for a quick one. The `quiet` figures are those of the same calls while nothing advances.
    """
    for count in counts:
        with TemporaryDirectory(prefix="dunbox-") as folder:
            file = str(Path(folder) / "store.db")
            apart(__name__, ["make", file, str(count)])
            yield apart(__name__, ["measure", file, str(count)])


def make(file: str, cases: int) -> dict[str, Any]:
    """Fill a store with a sandbox of so many cases."""
    hold_much()
    world = World(store=open_store(file))
    sandbox = crowded(cases, world)
    world.close()
    return {"id": sandbox.id}


def measured(file: str, cases: int) -> dict[str, Any]:
    """Measure one row against a server on a store that `make` filled."""
    with _served(file) as control:
        [large] = requests.get(f"{control}/sandboxes", timeout=600).json()
        client = Steady(requests.post(f"{control}/sandboxes", json={"seed": 1}, timeout=600).json())
        _times(client, lambda made: made < QUIET_CALLS)
        quiet = _times(client, lambda made: made < QUIET_CALLS)
        watch, answers = Stopwatch(), list[dict[str, Any]]()

        def advance() -> None:
            url = f"{control}/sandboxes/{large['id']}/clock/advance"
            answers.append(requests.post(url, json={"by": "P365D"}, timeout=3600).json())

        advancing = Thread(target=advance, daemon=True)
        advancing.start()
        times = _times(client, lambda made: advancing.is_alive())
        seconds = watch.seconds()
    shares = {"p50_ms": share(times, 0.5), "p99_ms": share(times, 0.99), "max_ms": share(times, 1)}
    still = {"quiet_p50_ms": share(quiet, 0.5), "quiet_p99_ms": share(quiet, 0.99)}
    facts = answers[0]["facts_total"]
    return {"cases": cases, "seconds": seconds, "facts": facts, "calls": len(times), **shares, **still}


def _times(client: Steady, go_on: Callable[[int], bool]) -> list[float]:
    """Make calls at a steady rate, a send and a read in turns; answers how many milliseconds each took, sorted."""
    watch, wait, times, sent = Stopwatch(), Event(), list[float](), ""
    while go_on(len(times)):
        due = len(times) * EVERY_MS
        wait.wait(max(0.0, due - watch.milliseconds()) / 1000)
        if len(times) % 2:
            client.read(sent)
        else:
            sent = client.send(len(times))
        times.append(watch.milliseconds() - due)
    return sorted(times)


@contextmanager
def _served(file: str) -> Iterator[str]:
    """A `dunbox serve` on a store: where its control API is."""
    command = [sys.executable, "-c", _SERVE, "serve", "--port", "0", "--db", file]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            said = process.stdout.readline() if process.stdout else ""
            # A pipe that nobody reads would hold it up.
            Thread(target=process.communicate, daemon=True).start()
            yield f"{said.removeprefix('dunbox serves ').strip()}/control/v1"
        finally:
            process.send_signal(signal.SIGINT)


if __name__ == "__main__":
    what, store, count = sys.argv[1:]
    print(json.dumps({"make": make, "measure": measured}[what](store, int(count))))
