"""`dunbox serve` under the profiler, while calls are made of it.

`python -m conformance.bench.profiled FILE serve …` is `dunbox serve …` that profiles itself from one SIGUSR1 to the
next, and then writes what it found into the file, as `pstats` reads it.
"""

from __future__ import annotations

import cProfile
import pstats
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from conformance.bench import apart, isolation, servers
from conformance.bench.core import COLUMNS, functions
from conformance.bench.load import generator
from conformance.bench.peers import CASES, Table, asked_of_us
from conformance.cli import main
from conformance.clients import measured as client

_BETWEEN_LOOKS = 0.005


def tables(calls: int) -> Iterator[Table]:
    """The functions that most of the time of each kind of call goes to, in a server with a file."""
    with TemporaryDirectory(prefix="dunbox-") as name, generator() as send:
        folder = Path(name)
        found, store = folder / "profile", str(folder / "store.db")
        apart(isolation.__name__, ["make", store, str(CASES)])
        with servers.running(_program(found, store), folder) as server:
            asks, _ = asked_of_us(server, folder)
            for kind, asked in asks.items():
                lines = [each.below(client.PREFIX).wire(server.host) for each in asked]
                server.process.send_signal(signal.SIGUSR1)
                send.send(server.port, lines, calls=calls, connections=1)
                server.process.send_signal(signal.SIGUSR1)
                while not found.exists():
                    Event().wait(_BETWEEN_LOOKS)
                rows = functions(pstats.Stats(str(found)), calls)
                found.unlink()
                yield Table(
                    f"profile-{kind}", f"where the time of each call goes, served: {kind}", COLUMNS, rows
                )


def _program(found: Path, store: str) -> servers.Program:
    serve = ("serve", "--port", "{port}", "--db", store)
    return servers.Program("dunbox", (sys.executable, "-m", __name__, str(found), *serve))


def _profile_into(file: Path) -> None:
    """Let SIGUSR1 begin a profile, or end it."""
    under_way: list[cProfile.Profile] = []

    def toggle(*signalled: Any) -> None:
        if not under_way:
            under_way.append(cProfile.Profile())
            under_way[0].enable()
            return
        profiler = under_way.pop()
        profiler.disable()
        part = file.with_suffix(".part")
        profiler.dump_stats(part)
        part.rename(file)

    signal.signal(signal.SIGUSR1, toggle)


if __name__ == "__main__":
    _profile_into(Path(sys.argv.pop(1)))
    main()
