"""A program that is one of the members of a store, and does as much there as it can. It says what it did, as JSON.

It begins when its input says so, and ends when it has done its work, or is killed.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import orjson

from simulator import open_store
from simulator.store import Cell, Conflict, Head, Share, Shares, Store, carrying
from simulator.store.sqlite import SqliteStore
from tests.simulator.store.test_stores import BIRTH, row

COMMON = [f"common {number}" for number in range(12)]
ROOT = Path(__file__).resolve().parents[3]


class Worker:
    """A member at work as another process. Without patience it fails if it finds the file busy, be it for a moment."""

    def __init__(self, place: str, share: Share, rows: int, *, patience: bool = False) -> None:
        kept = () if share.guard is None else (share.guard,)
        words = [place, share.address, ",".join(share.slots), str(share.guard), str(rows), str(patience)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__, *words],
            cwd=ROOT,
            pass_fds=kept,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,  # a warning is no JSON, and fails the test
            text=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._stdin, self.stdout = self.process.stdin, self.process.stdout
        assert self.stdout.readline() == "ready\n"

    def begin(self) -> None:
        self._stdin.write("go\n")
        self._stdin.flush()

    def kill(self) -> None:
        self.process.kill()

    def said(self) -> Iterator[Any]:
        """What it says: until it has done its work, or is killed."""
        for line in self.stdout:
            if not line.startswith("{"):
                raise AssertionError(line + self.stdout.read())
            if line.endswith("\n"):  # what a kill cut off is left out
                yield orjson.loads(line)
            if line.startswith('{"ours"'):
                return

    def end(self) -> None:
        """Have it close the store, if it is not killed, and end."""
        self._stdin.close()
        self.stdout.close()
        self.process.wait()


def say(**words: Any) -> None:
    sys.stdout.write(orjson.dumps(words).decode() + "\n")
    sys.stdout.flush()


def want(store: Store, shares: Shares, rows: int) -> None:
    """Have what is free of what all want, and write into it, row by row."""
    for each in COMMON:
        if shares.claim(each) is None:
            fill(store, each, rows)


def make(store: Store, shares: Shares, name: str, rows: int) -> None:
    """Make sandboxes, copy them and remove them."""
    seen = 0
    for number in range(rows // 10):
        sandbox = f"{name} {store.number()}"
        store.create(sandbox, BIRTH)
        fill(store, sandbox, 3)
        if number % 3 == 0:
            store.remove(sandbox)
            say(removed=sandbox)
        elif number % 3 == 1:
            copy = f"{sandbox}, copied"
            store.copy(sandbox, copy, BIRTH, 3)
            fill(store, copy, 2)
        for at, born, _ in shares.born(seen):
            say(born=born)
            seen = at


def fill(store: Store, sandbox: str, count: int) -> None:
    """Write so many rows more, and each of them into the snapshot too; tell of each when it is there."""
    first = sum(1 for _ in store.rows(sandbox)) + 1
    cells = store.cells(sandbox)
    assert cells is not None
    for number in range(first, first + count):
        try:
            store.append(sandbox, row(number))
        except Conflict:
            say(conflict=[sandbox, number])
            raise
        say(wrote=[sandbox, number])
        cells.write(Head(number, number, b""), [Cell("case", number, "a", b"1" * 50)], [], anew=number == 1)


def main(place: str, address: str, slots: str, guard: str, rows: str, patience: str) -> None:
    carrying.LARGEST = 1
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    held = None if guard == "None" else int(guard)
    store = open_store(place, share=Share(address, tuple(slots.split(",")), held))
    assert store.shares is not None
    if isinstance(store, SqliteStore) and patience == "False":
        store._connection.execute("PRAGMA busy_timeout=0")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor() as several:
        wanting = several.submit(want, store, store.shares, int(rows))
        making = [several.submit(make, store, store.shares, f"{address} {nth}", int(rows)) for nth in "ab"]
        for each in (wanting, *making):
            each.result()
    say(ours=sorted(store.shares.ours()))
    sys.stdin.readline()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
