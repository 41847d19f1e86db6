"""Who has which sandbox of a file, among the workers of one supervisor.

A worker has a slot. One that ends is started again in the same slot, and has what it had: so a sandbox that a slot has
once had is claimed by no other, and that is looked up once.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from simulator.store import Missing, NotOurs, Share
from simulator.store.written import births

if TYPE_CHECKING:
    import sqlite3

SCHEMA = """
DROP TABLE IF EXISTS owner;
CREATE TABLE owner (sandbox TEXT PRIMARY KEY, slot INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO server SELECT 'born', coalesce(max(number), 0) FROM sandbox WHERE true
    ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value);
"""
"""What is there beside the log while a file is shared: nobody has anything yet, and what was born has numbers."""

UNBORN = b"null"
"""What stands for the birth of a sandbox as long as it is being copied."""

DAMAGED = "it is damaged: take it from a backup"
_OURS = "SELECT 1 FROM owner WHERE sandbox = ? AND slot = ?"
_NEXT = "UPDATE server SET value = value + 1 WHERE name = 'born' RETURNING value"
_CLAIM = "INSERT INTO owner SELECT id, ? FROM sandbox WHERE id = ? AND birth != ? ON CONFLICT DO NOTHING"
_FREE = "SELECT id FROM sandbox WHERE birth != ? AND id NOT IN (SELECT sandbox FROM owner) ORDER BY number"
_BORN = "SELECT number, id, birth FROM sandbox WHERE number > ? AND birth != ? ORDER BY number"


class Whole:
    """What a server has that has the file to itself: everything."""

    def check(self, connection: sqlite3.Connection, sandbox: str) -> None:
        """Raise `NotOurs` for what is not ours; who asks has the file's lock."""

    def have(self, connection: sqlite3.Connection, sandbox: str) -> None:
        """Have a sandbox that is being made, in the transaction that makes it."""

    def next(self, connection: sqlite3.Connection) -> int | None:
        """Answer the number of what is being born, in the transaction that does it; None if any will do."""
        return None

    def forget(self, connection: sqlite3.Connection, sandbox: str) -> None:
        """Have a sandbox no more, in the transaction that removes it."""


class Slots(Whole):
    """What a worker has: for the store what it needs to know, and its port `Shares`.

    `ask` runs a query, `at_once` is a transaction; both wait for the other workers. `place` is the file.
    """

    def __init__(
        self,
        share: Share,
        ask: Callable[..., list[Any]],
        at_once: Callable[[], AbstractContextManager[sqlite3.Connection]],
        place: object,
    ) -> None:
        self._slots = share.slots
        self._us = share.slots.index(share.address)
        self._ask = ask
        self._at_once = at_once
        self._place = place
        self._known: set[str] = set()

    # --- who has what -----------------------------------------------------------------------------------

    def claim(self, sandbox: str) -> str | None:
        """Have a sandbox that no worker has yet; answers None, or its owner's address. Raises `Missing`."""
        with self._at_once() as connection:
            connection.execute(_CLAIM, (self._us, sandbox, UNBORN))
            query = "SELECT slot FROM owner JOIN sandbox ON id = sandbox WHERE id = ? AND birth != ?"
            found = connection.execute(query, (sandbox, UNBORN)).fetchall()
        if not found:
            raise Missing(f"there is no sandbox {sandbox!r} in {self._place}")
        return None if found[0][0] == self._us else self._slots[found[0][0]]

    def ours(self) -> set[str]:
        """Answer which sandboxes are ours."""
        return {sandbox for (sandbox,) in self._ask("SELECT sandbox FROM owner WHERE slot = ?", self._us)}

    def held(self) -> bool:
        """Answer that it is: no other worker takes what one had."""
        return True

    def free(self) -> list[str]:
        """Answer which sandboxes no worker has yet, in the order in which they were made."""
        return [sandbox for (sandbox,) in self._ask(_FREE, UNBORN)]

    def others(self) -> list[str]:
        """Answer the addresses of the other workers."""
        return [address for slot, address in enumerate(self._slots) if slot != self._us]

    def born(self, after: int) -> list[tuple[int, str, dict[str, Any]]]:
        """Answer the sandboxes that were born after the one of number `after`: number, id and birth, in order."""
        return births(self._ask(_BORN, after, UNBORN), self._place, DAMAGED)

    # --- for the store ----------------------------------------------------------------------------------

    def check(self, connection: sqlite3.Connection, sandbox: str) -> None:
        """Raise `NotOurs` for what is not ours."""
        if sandbox not in self._known:
            if connection.execute(_OURS, (sandbox, self._us)).fetchone() is None:
                raise NotOurs(f"sandbox {sandbox!r} is in the hands of another worker, or was removed")
            self._known.add(sandbox)

    def have(self, connection: sqlite3.Connection, sandbox: str) -> None:
        """Have a sandbox that is being made."""
        connection.execute("INSERT INTO owner VALUES (?, ?)", (sandbox, self._us))

    def next(self, connection: sqlite3.Connection) -> int | None:
        """Answer a number that no sandbox had: SQLite's own come again when the last one was removed."""
        return int(connection.execute(_NEXT).fetchone()[0])

    def forget(self, connection: sqlite3.Connection, sandbox: str) -> None:
        """Have a sandbox no more; raises `NotOurs` for one that is there, and another's."""
        self._known.discard(sandbox)
        mine = "DELETE FROM owner WHERE sandbox = ? AND slot = ?"
        if connection.execute(mine, (sandbox, self._us)).rowcount:
            return
        if connection.execute("SELECT 1 FROM sandbox WHERE id = ?", (sandbox,)).fetchone():
            raise NotOurs(f"sandbox {sandbox!r} is in the hands of another worker")
