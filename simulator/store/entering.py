"""Who may have a store in PostgreSQL at the same time as whom: by advisory locks, which end with their connection.

A server that is alone keeps out everybody. Those who only read are let in together, and so are the members of those who
share a store; but no reader finds a member there, and no member a reader. Locks know holders that share and holders
that do not, and no two groups: so either group has a lock that its own share, and whoever enters takes that of the
other group for a moment, to see that nobody has it.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

STORE, READERS, MEMBERS, BIRTHS = range(0x64756E62, 0x64756E66)
"""The first halves of our advisory locks' names, the first of them "dunb"; the second is the schema's."""

_CALL = "SELECT pg_advisory_{}(%s, hashtext(current_schema()))"
_TERM = "SELECT value FROM server WHERE name = 'term'"
_NEXT_TERM = (
    "INSERT INTO server (name, value) VALUES ('term', '1') "
    "ON CONFLICT (name) DO UPDATE SET value = (server.value::bigint + 1)::text RETURNING value"
)
_WAS_SHARED = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'owner'"
_DRAWN = "SELECT hashtextextended(gen_random_uuid()::text, 0)"
_IS_MEMBER = (
    "INSERT INTO member VALUES (%s, %s) ON CONFLICT (number) DO UPDATE SET address = excluded.address"
)
# Of a member that is gone the lock can be had.
_BURY = (
    "DELETE FROM member WHERE number IN (SELECT number FROM member WHERE "
    "CASE WHEN number = %s THEN false ELSE pg_try_advisory_xact_lock_shared(number) END FOR UPDATE SKIP LOCKED)"
)


def call(connection: Connection, function: str, lock: int) -> None:
    """Call one of PostgreSQL's functions for advisory locks, for one of this schema's."""
    connection.execute(_CALL.format(function).encode(), (lock,))


class Entrance(Protocol):
    """How a connection to the store is begun, the first one and each that comes after it."""

    reading: bool

    def enter(self, connection: Connection) -> None:
        """Take what locks it needs; raises the driver's errors where others have them."""

    def begin(self, connection: Connection) -> None:
        """Have the store: its tables are there."""

    def resume(self, connection: Connection) -> bool:
        """Have the store again, if it has begun; answers whether nobody else can have had it meanwhile."""

    def leave(self, connection: Connection) -> None:
        """Have it no more: the connection ends next, and its locks some moments later."""


class Alone:
    """A server that has the store to itself.

    So that it knows, when it comes back, whether anybody had the store meanwhile, each who has it counts its *term* up.
    """

    reading = False

    def __init__(self) -> None:
        self._term: str | None = None

    def enter(self, connection: Connection) -> None:
        """Keep out everybody else."""
        call(connection, "lock", STORE)

    def begin(self, connection: Connection) -> None:
        """Begin a term; what members had, they have no more."""
        self._term = connection.execute(_NEXT_TERM).fetchall()[0][0]
        if connection.execute(_WAS_SHARED).fetchall():
            connection.execute("DELETE FROM owner")

    def resume(self, connection: Connection) -> bool:
        """Answer whether it is the same term still."""
        return self._term is None or connection.execute(_TERM).fetchone() == (self._term,)

    def leave(self, connection: Connection) -> None:
        """Whoever comes next waits those moments."""


class Reading:
    """Somebody who reads the store, and changes nothing."""

    reading = True

    def enter(self, connection: Connection) -> None:
        """Keep out who writes."""
        _join(connection, READERS, others=MEMBERS)

    def begin(self, connection: Connection) -> None:
        """Nothing is written down of it."""

    def resume(self, connection: Connection) -> bool:
        """Answer that what was read is no matter."""
        return True

    def leave(self, connection: Connection) -> None:
        """Whoever comes next waits those moments."""


class Member:
    """One of those who share the store.

    Its `number` is drawn, and is also the name of the lock that says that it lives. Who came back and has that lock
    again finds out, sandbox by sandbox, whether another has it since.
    """

    reading = False

    def __init__(self, address: str) -> None:
        self.number = 0
        self._address = address
        self._began = False

    def enter(self, connection: Connection) -> None:
        """Keep out who does not share the store, and live."""
        _join(connection, MEMBERS, others=READERS)
        if not self.number:
            [(self.number,)] = connection.execute(_DRAWN).fetchall()
        connection.execute("SELECT pg_advisory_lock(%s)", (self.number,))

    def begin(self, connection: Connection) -> None:
        """Be known to the others; forget those who are gone."""
        connection.execute(_NEXT_TERM)
        connection.execute(_IS_MEMBER, (self.number, self._address))
        connection.execute(_BURY, (self.number,))
        self._began = True

    def resume(self, connection: Connection) -> bool:
        """Be known again: while it was away, it may have been taken for gone."""
        if self._began:
            self.begin(connection)
        return True

    def leave(self, connection: Connection) -> None:
        """Be known as gone at once: others ask for what this one had, and wait for nothing."""
        connection.execute("DELETE FROM member WHERE number = %s", (self.number,))
        connection.execute("SELECT pg_advisory_unlock_all()")


def _join(connection: Connection, group: int, *, others: int) -> None:
    """Join one group, where nobody is of the other."""
    call(connection, "lock_shared", STORE)
    call(connection, "lock_shared", group)
    call(connection, "lock", others)
    call(connection, "unlock", others)
