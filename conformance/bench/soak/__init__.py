"""A soak: hours of mixed load on a server with a file, to see whether it holds on to anything that it is done with.

Companies live side by side, each in a sandbox that is deleted in the end, while clients misbehave. Between two rounds
nobody calls, and a sample is taken: what is held then, but for one sandbox that stays, is held for nothing.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

from conformance.bench import Column, NotMeasured, servers
from conformance.bench.soak.receiver import receiver
from conformance.bench.soak.rude import misbehave
from conformance.bench.soak.wire import Tally, Unexpected, Wire
from conformance.clients.busy import born, first, stray
from conformance.stopwatch import Deadline, Stopwatch

ID = "soak"
TITLE = "mixed load on a server with a file; what it holds when nobody calls"
COLUMNS = (
    Column("minutes", "minutes", ",.1f"),
    Column("calls", "calls"),
    Column("lives", "sandboxes"),
    Column("webhooks", "webhooks"),
    Column("wrong", "wrong"),
    Column("memory_mib", "memory MiB", ",.1f"),
    Column("files", "open files"),
    Column("threads", "threads"),
    Column("store_mib", "file MiB", ",.1f"),
    Column("wal_mib", "its log MiB", ",.1f"),
)
COMPANIES = 3
"""How many sandboxes are at work at a time."""
RATE = 150
"""How many calls a second, at the most."""
_ROUNDS = 60
_REMEMBERED = 10_000  # calls: as many as a journal keeps
_FAILURE = "Traceback"
_RUNS_EVERY = 5  # lives: the clock of one in so many runs by itself


@dataclass(frozen=True, slots=True)
class Bound:
    """How much more of something there may be in the end than when it was warm: a share of it, and so much."""

    key: str
    share: float
    more: float
    name: str


BOUNDS = (
    Bound("memory_mib", 0.05, 4, "MiB of memory"),
    Bound("files", 0, 8, "open files"),
    Bound("threads", 0, 8, "threads"),
    Bound("store_mib", 0.25, 4, "MiB of its file"),
    Bound("wal_mib", 0, 20, "MiB of its file's log"),
)
"""SQLite's log is carried over at 16 MiB, and threads are made until there are as many as were ever at work at once."""


def rows(minutes: float, calls: int | None = RATE) -> Iterator[dict[str, Any]]:
    """A sample a round, as it is taken, of so many minutes; the first is from before anything was asked."""
    whole = Deadline(minutes * 60)

    def ends() -> Callable[[], bool]:
        return Deadline(minutes * 60 / _ROUNDS).passed

    yield from samples(whole.passed, ends, Tally(calls), remembered=_REMEMBERED)


def samples(
    done: Callable[[], bool], ends: Callable[[], Callable[[], bool]], tally: Tally, remembered: int = 0
) -> Iterator[dict[str, Any]]:
    """Play rounds until it is `done`. `ends` answers, for each round, what tells a company not to begin another life.

    So many calls are `remembered` before the first round by the sandbox that stays, and as many that nobody owns: these
    are kept by design, up to a number.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="dunbox-")))
        store = folder / "store.db"
        hook = stack.enter_context(receiver(tally))
        server = stack.enter_context(servers.running(servers.dunbox(str(store)), folder))
        soak = _Soak(server, store, folder / f"{server.name}.txt", hook, tally)
        yield soak.sample()
        soak.begin(remembered)
        while not done():
            soak.play(ends())
            yield soak.sample()


class _Soak:
    """A server under load."""

    def __init__(self, server: servers.Started, store: Path, said: Path, hook: str, tally: Tally) -> None:
        self._server, self._store, self._said, self._hook, self._tally = server, store, said, hook, tally
        self._watch, self._heard = Stopwatch(), 0
        self._lock, self._seeds = Lock(), count(1)

    def begin(self, remembered: int) -> None:
        """Let there be something to look at in the sandbox that stays; raises `NotMeasured`."""
        tally = Tally()
        wire = Wire(self._server.port, tally)
        try:
            elder = first(wire, self._hook)
            elder.begin()
            while elder.remembered < remembered:
                elder.look()
            for _ in range(remembered):
                stray(wire)
        except Unexpected:
            raise NotMeasured(f"the server is not as it is to be: {tally.wrong[0]}") from None
        finally:
            wire.close()

    def play(self, ends: Callable[[], bool]) -> None:
        """Let companies live, one after the other in each of some threads, and others misbehave."""
        threads = [Thread(target=self._live, args=(ends,)) for _ in range(COMPANIES)]
        threads.append(Thread(target=self._misbehave, args=(ends,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _live(self, ends: Callable[[], bool]) -> None:
        wire = Wire(self._server.port, self._tally)
        while not ends():
            with self._lock:
                seed = next(self._seeds)
            try:
                company = born(wire, self._hook, seed, runs=seed % _RUNS_EVERY == 0)
                try:
                    company.live()
                finally:
                    company.end()
            except Unexpected:
                pass
            self._tally.lived()
        wire.close()

    def _misbehave(self, ends: Callable[[], bool]) -> None:
        """Misbehave, and look at the sandbox that stays, in turns."""
        wire = Wire(self._server.port, self._tally)
        while not ends():
            try:
                misbehave(self._server.port, self._tally)
                first(wire, self._hook).look()
            except (Unexpected, OSError):
                pass
        wire.close()

    def sample(self) -> dict[str, Any]:
        """Answer what the server holds."""
        memory, here = self._server.memory_mib(), Path(f"/proc/{self._server.process.pid}")
        if memory is None:
            raise NotMeasured("what a process holds can be read here only where there is /proc, as on Linux")
        if self._server.process.poll() is not None:
            raise NotMeasured(f"the server has ended; its last words: {self._new_words()[-2000:]}")
        words = self._new_words()
        if _FAILURE in words:
            self._tally.fail("the server said: " + words[words.index(_FAILURE) :][:2000])
        return {
            "minutes": self._watch.seconds() / 60,
            "calls": self._tally.calls,
            "lives": self._tally.lives,
            "webhooks": self._tally.webhooks,
            "wrong": len(self._tally.wrong),
            "first_wrong": next(iter(self._tally.wrong), None),
            "memory_mib": memory,
            "files": len(list((here / "fd").iterdir())),
            "threads": len(list((here / "task").iterdir())),
            "store_mib": _mib(self._store),
            "wal_mib": _mib(self._store.with_name(f"{self._store.name}-wal")),
        }

    def _new_words(self) -> str:
        """What the server has said since this was asked last."""
        with self._said.open("rb") as file:
            file.seek(self._heard)
            words = file.read()
            self._heard = file.tell()
        return words.decode("utf-8", "replace")


def _mib(file: Path) -> float:
    return file.stat().st_size / 2**20 if file.exists() else 0.0


def found(samples: Sequence[dict[str, Any]]) -> list[str]:
    """Answer what is wrong, a sentence each: wrong answers, and what there is more of in the end than when it was warm.

    It is warm after a sixth of the samples. The middle of the first third after that is compared with the middle of
    the last, so that no single sample counts.
    """
    last, warm = samples[-1], samples[round(len(samples) / 6) :]
    third = max(1, len(warm) // 3)
    wrong = [f"{last['wrong']} things went wrong; the first: {last['first_wrong']}"] if last["wrong"] else []
    for bound in BOUNDS:
        began, ended = (
            statistics.median(each[bound.key] for each in part) for part in (warm[:third], warm[-third:])
        )
        if ended > began * (1 + bound.share) + bound.more:
            wrong.append(f"{began:,.1f} {bound.name} became {ended:,.1f}")
    return wrong
