"""Who has which sandbox of a store in PostgreSQL, among the members that share it.

A member lives as long as the connection that it writes with: that holds the member's lock. So whoever has not lost its
connection writes as the owner that it is, and who finds that lock free finds what its last holder wrote whole. To take
something from a member that is gone is one statement, and until that is done the member cannot come back.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from simulator.store import Missing, NotOurs
from simulator.store.entering import BIRTHS, Member, call
from simulator.store.session import Session, Statements, rows
from simulator.store.written import births

if TYPE_CHECKING:
    from simulator.store.entering import Connection

_TABLES = """
CREATE TABLE member (number bigint PRIMARY KEY, address text NOT NULL);
CREATE TABLE owner (
    sandbox text COLLATE "C" PRIMARY KEY REFERENCES sandbox ON DELETE CASCADE, member bigint NOT NULL
);
CREATE INDEX sandbox_number ON sandbox (number);
"""
"""What there is beside the log as soon as a store is shared; who has it alone does without."""

BACKUP = "restore it from a backup"
_IS_OURS = "SELECT 1 FROM owner WHERE sandbox = %s AND member = %s"
_CLAIM = """
INSERT INTO owner (SELECT id, ? FROM sandbox WHERE {} FOR KEY SHARE)
ON CONFLICT (sandbox) DO UPDATE SET member = excluded.member
WHERE owner.member = excluded.member OR pg_try_advisory_xact_lock_shared(owner.member) RETURNING sandbox
"""
_CLAIM_ONE = _CLAIM.format("id = ? AND birth <> 'null'")
_CLAIM_UNBORN = _CLAIM.format("birth = 'null'")
_THERE = """
SELECT address FROM sandbox LEFT JOIN owner ON owner.sandbox = sandbox.id
LEFT JOIN member ON member.number = owner.member WHERE id = ? AND birth <> 'null'
"""
_FREE = """
WITH gone AS MATERIALIZED (
    SELECT member FROM (SELECT DISTINCT member FROM owner) AS each
    WHERE CASE WHEN member = ? THEN false ELSE pg_try_advisory_xact_lock_shared(member) END
)
SELECT id FROM sandbox LEFT JOIN owner ON owner.sandbox = sandbox.id
WHERE birth <> 'null' AND (member IS NULL OR member IN (SELECT member FROM gone)) ORDER BY number
"""
_OTHERS = """
SELECT address FROM member
WHERE CASE WHEN number = ? THEN false ELSE NOT pg_try_advisory_xact_lock_shared(number) END ORDER BY address
"""
_BORN = "SELECT number, id, birth FROM sandbox WHERE number > ? AND birth <> 'null' ORDER BY number"


class Whole:
    """What a server has that has the store to itself: everything."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def prepare(self, connection: Connection, tables: set[str]) -> None:
        """Make what tables are missing; these there are."""

    @contextmanager
    def turn(self, connection: Connection) -> Iterator[None]:
        """Be the only one that makes a sandbox, in one transaction where there are others."""
        yield

    def have(self, connection: Connection, sandbox: str) -> None:
        """Have a sandbox that is being made, in the transaction that makes it."""

    def unborn(self) -> list[str]:
        """Answer the sandboxes that were being copied by servers that are gone."""
        return [sandbox for (sandbox,) in self._session.ask("SELECT id FROM sandbox WHERE birth = 'null'")]

    def is_ours(self, connection: Connection, sandbox: str) -> bool:
        """Answer whether a sandbox is ours, by the store."""
        return True

    def check(self, connection: Connection, sandbox: str) -> None:
        """Raise `NotOurs` for what is not ours; asked of each sandbox once a connection."""

    def forget(self, sandbox: str) -> None:
        """Know no more of a sandbox that was removed: who makes another of its name has that one."""

    def ask(self, sandbox: str, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Carry a statement about a sandbox of ours out, which may be carried out twice; raises `NotOurs`."""
        return self._session.ask(sql, *values)

    def at_once(self, sandbox: str) -> AbstractContextManager[Statements]:
        """One transaction about a sandbox of ours: all that is executed within, or nothing; raises `NotOurs`."""
        return self._session.at_once()


class Claims(Whole):
    """What a member has: for the store what it needs to know, and its port `Shares`.

    That connections end is the session's matter; what was had with one is looked at once more with the next.
    """

    def __init__(self, session: Session, member: Member) -> None:
        super().__init__(session)
        self._us = member.number
        self._checked: dict[str, int] = {}
        self._known = session.generation

    # --- who has what -----------------------------------------------------------------------------------

    def claim(self, sandbox: str) -> str | None:
        """Have a sandbox that has no living owner; answers None, or its owner's address. Raises `Missing`."""
        while not self._session.ask(_CLAIM_ONE, self._us, sandbox):
            found = self._session.ask(_THERE, sandbox)
            if not found:
                raise Missing(f"there is no sandbox {sandbox!r} in {self._session.name}")
            if found[0][0] is not None:  # else it is free since
                return str(found[0][0])
        return None

    def ours(self) -> set[str]:
        """Answer which sandboxes are ours."""

        def look(connection: Connection) -> set[str]:
            found = rows(connection, "SELECT sandbox FROM owner WHERE member = ?", (self._us,))
            self._known = self._session.generation
            return {sandbox for (sandbox,) in found}

        return self._session.do(look)

    def held(self) -> bool:
        """Answer whether all that was ours surely still is."""
        return self._known == self._session.generation and not self._session.has_ended()

    def free(self) -> list[str]:
        """Answer which sandboxes have no living owner, in the order in which they were made."""
        return [sandbox for (sandbox,) in self._session.ask(_FREE, self._us)]

    def others(self) -> list[str]:
        """Answer the addresses of the other living members."""
        return [address for (address,) in self._session.ask(_OTHERS, self._us)]

    def born(self, after: int) -> list[tuple[int, str, dict[str, Any]]]:
        """Answer the sandboxes that were born after the one of number `after`: number, id and birth, in order."""
        return births(self._session.ask(_BORN, after), self._session.name, BACKUP)

    # --- for the store ----------------------------------------------------------------------------------

    def prepare(self, connection: Connection, tables: set[str]) -> None:
        """Make the tables that say who has what, if there are none."""
        if "owner" not in tables:
            connection.execute(_TABLES.encode())

    @contextmanager
    def turn(self, connection: Connection) -> Iterator[None]:
        """Be the only one that makes a sandbox, so that numbers are seen in their order."""
        with connection.transaction():
            call(connection, "xact_lock", BIRTHS)
            yield

    def have(self, connection: Connection, sandbox: str) -> None:
        """Have a sandbox that is being made."""
        connection.execute("INSERT INTO owner VALUES (%s, %s)", (sandbox, self._us))

    def unborn(self) -> list[str]:
        """Have those that were being copied by members that are gone, and answer them."""
        return [sandbox for (sandbox,) in self._session.ask(_CLAIM_UNBORN, self._us)]

    def is_ours(self, connection: Connection, sandbox: str) -> bool:
        """Answer whether a sandbox is ours, by the store."""
        return bool(connection.execute(_IS_OURS, (sandbox, self._us)).fetchall())

    def check(self, connection: Connection, sandbox: str) -> None:
        """Raise `NotOurs` for what is not ours: nobody can have taken it since this connection began."""
        if self._checked.get(sandbox) != self._session.generation:
            if not self.is_ours(connection, sandbox):
                raise NotOurs(f"sandbox {sandbox!r} is in the hands of another server, or was removed")
            self._checked[sandbox] = self._session.generation

    def forget(self, sandbox: str) -> None:
        """Look again at who has a sandbox of this name."""
        self._checked.pop(sandbox, None)

    def ask(self, sandbox: str, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Carry a statement about a sandbox of ours out."""

        def work(connection: Connection) -> list[tuple[Any, ...]]:
            self.check(connection, sandbox)
            return rows(connection, sql, values)

        return self._session.do(work)

    def at_once(self, sandbox: str) -> AbstractContextManager[Statements]:
        """One transaction about a sandbox of ours."""
        return self._session.at_once(lambda connection: self.check(connection, sandbox))
