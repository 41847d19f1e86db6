"""Snapshots in a database: the state of a sandbox after some row of its log, entry by entry.

A snapshot is changed in one transaction, together with the row that says which row of the log it stands at. One that
begins anew is written in parts, and that row with the last: there is a whole one, or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, Protocol
from zlib import crc32

from simulator.store import Cell, Head

SCHEMA = """
CREATE TABLE snapshot (
    sandbox TEXT PRIMARY KEY, number INTEGER NOT NULL, facts INTEGER NOT NULL, rest BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE mark (
    sandbox TEXT NOT NULL, facts INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (sandbox, facts)
) WITHOUT ROWID;
CREATE TABLE cell (
    id INTEGER PRIMARY KEY, sandbox TEXT NOT NULL, part TEXT NOT NULL, number INTEGER NOT NULL, key TEXT NOT NULL,
    value BLOB NOT NULL
);
CREATE UNIQUE INDEX cell_number ON cell (sandbox, part, number, key);
"""
"""The tables as SQLite makes them."""

_AT_ONCE = 500  # cells: a few milliseconds
_WRITE = (
    "INSERT INTO cell (sandbox, part, number, key, value) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (sandbox, part, number, key) DO UPDATE SET value = excluded.value"
)
_REMOVE = "DELETE FROM cell WHERE sandbox = ? AND part = ? AND number = ? AND key = ?"
_HEAD = (
    "INSERT INTO snapshot (sandbox, number, facts, rest) VALUES (?, ?, ?, ?) ON CONFLICT (sandbox) "
    "DO UPDATE SET number = excluded.number, facts = excluded.facts, rest = excluded.rest"
)
_MARKED = (
    "INSERT INTO mark (sandbox, facts, number) VALUES (?, ?, ?) "
    "ON CONFLICT (sandbox, facts) DO UPDATE SET number = excluded.number"
)
_MARK = "SELECT number, facts FROM mark WHERE sandbox = ? AND facts <= ? ORDER BY facts DESC LIMIT 1"


class Connection(Protocol):
    """What is needed of a database: statements in the words that all of them know, with ? for each value."""

    def execute(self, sql: str, values: Sequence[Any], /) -> Any:
        """Carry a statement out."""

    def executemany(self, sql: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Carry a statement out for each of these values."""


def forget(connection: Connection, sandbox: str) -> None:
    """Delete the snapshot of a sandbox, in the transaction that the connection is in."""
    for table in ("cell", "mark", "snapshot"):
        connection.execute(f"DELETE FROM {table} WHERE sandbox = ?", (sandbox,))  # noqa: S608 - a name from above


class SqlCells:
    """The snapshot of one sandbox. `ask` runs a query, `at_once` is a transaction of the database that it is in."""

    def __init__(
        self,
        sandbox: str,
        ask: Callable[..., list[Any]],
        at_once: Callable[[], AbstractContextManager[Connection]],
        every: int,
    ) -> None:
        self.every = every
        self._sandbox = sandbox
        self._ask = ask
        self._at_once = at_once

    def head(self) -> Head | None:
        """Answer what there is a snapshot of, or None."""
        found = self._ask("SELECT number, facts, rest FROM snapshot WHERE sandbox = ?", self._sandbox)
        return Head(*found[0]) if found else None

    def keys(self, part: str) -> list[tuple[str, int]]:
        """Answer the keys of a part with their numbers, in the order of these."""
        query = "SELECT key, number FROM cell WHERE sandbox = ? AND part = ? ORDER BY number"
        return self._ask(query, self._sandbox, part)

    def values(self, part: str) -> list[tuple[str, int, bytes]]:
        """Answer all entries of a part, in order: key, number, value."""
        query = "SELECT key, number, value FROM cell WHERE sandbox = ? AND part = ? ORDER BY number"
        return self._ask(query, self._sandbox, part)

    def read(self, part: str, key: str, number: int) -> bytes | None:
        """Answer the value of one entry, or None."""
        query = "SELECT value FROM cell WHERE sandbox = ? AND part = ? AND number = ? AND key = ?"
        found = self._ask(query, self._sandbox, part, number, key)
        return bytes(found[0][0]) if found else None

    def write(self, head: Head, cells: Iterable[Cell], gone: Iterable[Cell], *, anew: bool) -> None:
        """Bring the snapshot up to a row, all of it or nothing; `anew` if nothing of an earlier one is to stay."""
        mine = self._sandbox
        if anew:
            cells = self._begin(iter(cells))
        with self._at_once() as connection:
            connection.executemany(_WRITE, ((mine, *cell) for cell in cells))
            connection.executemany(_REMOVE, ((mine, *cell[:3]) for cell in gone))
            whole = (mine, head.number, head.facts, head.rest)
            connection.execute(_HEAD, whole)
            connection.execute(_MARKED, (mine, head.facts, head.number))

    def _begin(self, cells: Iterator[Cell]) -> list[Cell]:
        """Write the first cells of a new snapshot; answers the last. The file is free between one part and the next.

        Until the row that says where it stands is there too, there is none.
        """
        self.drop()
        part = list(islice(cells, _AT_ONCE))
        while following := list(islice(cells, _AT_ONCE)):
            with self._at_once() as connection:
                connection.executemany(_WRITE, ((self._sandbox, *cell) for cell in part))
            part = following
        return part

    def drop(self) -> None:
        """Throw the snapshot away."""
        with self._at_once() as connection:
            forget(connection, self._sandbox)

    def check_sum(self, number: int) -> int | None:
        """Answer a sum of what row `number` of the log says, or None if there is no such row."""
        query = "SELECT at, command, facts FROM log WHERE sandbox = ? AND number = ?"
        found = self._ask(query, self._sandbox, number)
        if not found:
            return None
        texts = (part.encode() if isinstance(part, str) else bytes(part) for part in found[0])
        return crc32(b"\n".join(texts))

    def mark(self, facts: int) -> tuple[int, int]:
        """Answer a row up to which the log has at most so many facts, and how many; the last one that is known."""
        found = self._ask(_MARK, self._sandbox, facts)
        return found[0] if found else (0, 0)
