"""The log in a PostgreSQL database: what was answered is there as long as the database is.

A row is a transaction of its own, committed before it is answered. One server has the store to itself, or is a member
of those that share it; that its connection ends costs nothing: it comes back, and what was under way then has been
done once, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from simulator.store import Conflict, NotOurs, Row, Share, Shares, StoreError
from simulator.store.cells import SqlCells, forget
from simulator.store.claims import BACKUP, Claims, Whole
from simulator.store.entering import Alone, Entrance, Member, Reading
from simulator.store.session import Session, Statements
from simulator.store.written import COPIED_AT_ONCE, EVERY, ROWS, USED, births, read, written

if TYPE_CHECKING:
    from simulator.store.entering import Connection

_MARK = "dunbox"  # the table that says whose store it is, and of which format
_LOG = """
CREATE TABLE dunbox (format integer NOT NULL);
INSERT INTO dunbox VALUES (0);
CREATE TABLE server (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE sandbox (
    number bigint GENERATED ALWAYS AS IDENTITY, id text COLLATE "C" PRIMARY KEY, birth text NOT NULL
);
CREATE TABLE log (
    sandbox text COLLATE "C" NOT NULL, number integer NOT NULL, at text NOT NULL, command text NOT NULL,
    facts text NOT NULL, PRIMARY KEY (sandbox, number)
);
"""
_SNAPSHOTS = """
CREATE TABLE snapshot (
    sandbox text COLLATE "C" PRIMARY KEY, number integer NOT NULL, facts integer NOT NULL, rest bytea NOT NULL
);
CREATE TABLE mark (
    sandbox text COLLATE "C" NOT NULL, facts integer NOT NULL, number integer NOT NULL, PRIMARY KEY (sandbox, facts)
);
CREATE TABLE cell (
    sandbox text COLLATE "C" NOT NULL, part text COLLATE "C" NOT NULL, number bigint NOT NULL,
    key text COLLATE "C" NOT NULL, value bytea NOT NULL, PRIMARY KEY (sandbox, part, number, key)
);
"""
_STEPS = (_LOG, _SNAPSHOTS)  # each makes a store of the next format of one
_FORMAT = len(_STEPS)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_UNBORN = "null"  # what stands for the birth of a sandbox as long as it is being copied
_HINT = "name a database, or a schema of one, that dunbox made, or an empty one"

_WRITE = "INSERT INTO log VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
_WRITTEN = "SELECT 1 FROM log WHERE sandbox = %s AND number = %s AND at = %s AND command = %s AND facts = %s"
_LAST = "SELECT coalesce(max(number), 0) FROM log WHERE sandbox = %s"
_UNWRITE = "DELETE FROM log WHERE sandbox = %s AND number >= %s"
_COPY = (
    "INSERT INTO log SELECT ?, number, at, command, facts FROM log "
    "WHERE sandbox = ? AND number > ? AND number <= ? ON CONFLICT DO NOTHING"
)
_BORN = "UPDATE sandbox SET birth = %s, number = DEFAULT WHERE id = %s"  # it is new from now on
_USE = (
    "INSERT INTO server SELECT ?, ? FROM sandbox WHERE id = ? "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_NUMBER = (
    "INSERT INTO server (name, value) VALUES ('number', '1') "
    "ON CONFLICT (name) DO UPDATE SET value = (server.value::bigint + 1)::text RETURNING value"
)


class PostgresStore:
    """Rows in one schema of a database: the first of the search path.

    Without a `share` this process has it to itself until it is closed. Its tables are made where there are none. The
    snapshots are brought up to date after `every` so many rows. Who opens it for `reading` finds all that there is, and
    changes nothing. `seconds` is the real time.
    """

    def __init__(
        self,
        url: str,
        *,
        seconds: Callable[[], float],
        reading: bool = False,
        every: int = EVERY,
        share: Share | None = None,
    ) -> None:
        self._every = every
        self._reading = reading
        self._has_cells = True
        self._looked_at: dict[str, int] = {}
        member = Member(share.address) if share else None
        entrance: Entrance = member or (Reading() if reading else Alone())
        self._session = Session(url, entrance, seconds=seconds)
        claims = Claims(self._session, member) if member else None
        self._owned: Whole = claims or Whole(self._session)
        self.shares: Shares | None = claims
        try:
            self._session.do(self._prepare)
            self._session.do(entrance.begin)
            for unborn in [] if reading else self._owned.unborn():
                self._clear(unborn)  # the process that copied or removed it was stopped
        except BaseException:
            self._session.close()
            raise

    def __str__(self) -> str:
        return self._session.name

    def _prepare(self, connection: Connection) -> None:
        """Make the tables that are missing, all of them or none."""
        with self._owned.turn(connection):
            tables = {name for (name,) in connection.execute(_TABLES)}
            found = self._format(connection, tables)
            self._has_cells = not self._reading or found == _FORMAT
            if self._reading:
                return
            with connection.transaction():
                for step in _STEPS[found:]:
                    connection.execute(step.encode())
                connection.execute("UPDATE dunbox SET format = %s", (_FORMAT,))
                self._owned.prepare(connection, tables)

    def _format(self, connection: Connection, tables: set[str]) -> int:
        """The format of the store, 0 where there is none; raises `StoreError` for what is not read here."""
        self._check_database(connection)
        if not tables and not self._reading:
            return 0
        if _MARK not in tables:
            what = "another program's tables are in" if tables else "there is no store in"
            raise StoreError(f"{what} {self}; {_HINT}")
        [(found,)] = connection.execute("SELECT format FROM dunbox").fetchall()
        if not 1 <= found <= _FORMAT:
            raise StoreError(
                f"{self} is a store of format {found}, of a newer version of dunbox; this one reads formats 1 to "
                f"{_FORMAT}: open it with the version that wrote it"
            )
        return int(found)

    def _check_database(self, connection: Connection) -> None:
        schema, encoding = connection.execute(
            "SELECT current_schema(), current_setting('server_encoding')"
        ).fetchall()[0]
        if schema is None:
            raise StoreError(f"no schema that is in {self} is on its search path; make one, or name another")
        if encoding != "UTF8":
            raise StoreError(f"{self} is encoded in {encoding}, which has not every letter; make one in UTF8")

    def complaints(self) -> list[str]:
        """Answer nothing: PostgreSQL refuses by itself what it finds damaged."""
        return []

    def create(self, sandbox: str, birth: dict[str, Any]) -> None:
        """Keep a new sandbox; raises `Conflict` if the id is taken."""
        self._bear(sandbox, orjson.dumps(birth).decode())

    def _bear(self, sandbox: str, birth: str) -> None:
        asked: list[str] = []

        def bear(connection: Connection) -> bool:
            with self._owned.turn(connection):
                if _is_there(connection, sandbox):
                    raise Conflict(f"a sandbox with the id {sandbox!r} exists already")
                asked.append(sandbox)  # from here on, one that is there and ours is this one
                connection.execute("INSERT INTO sandbox (id, birth) VALUES (%s, %s)", (sandbox, birth))
                self._owned.have(connection, sandbox)
            return True

        def is_born(connection: Connection) -> bool | None:
            is_ours = asked and _is_there(connection, sandbox) and self._owned.is_ours(connection, sandbox)
            return True if is_ours else None

        self._session.do(
            bear,
            done=is_born,
            undo=(
                f"sandbox {sandbox}",
                lambda connection: self._unbear(connection, sandbox) if asked else None,
            ),
        )

    def _unbear(self, connection: Connection, sandbox: str) -> None:
        """Take back what there is of a sandbox, unless another has it since."""
        if self._owned.is_ours(connection, sandbox):
            _remove(connection, sandbox)

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row; raises `Conflict` if its number is taken."""
        values, number = _texts(sandbox, row), row.number

        def write(connection: Connection) -> bool:
            self._look_at(connection, sandbox, number - 1)
            if not connection.execute(_WRITE, values).rowcount:
                raise Conflict(f"row {number} of sandbox {sandbox!r} is written already")
            return True

        def is_written(connection: Connection) -> bool | None:
            if not connection.execute(_WRITTEN, values).fetchall():
                return None
            if self._owned.is_ours(connection, sandbox):
                return True
            raise StoreError(
                f"the connection to {self} ended while row {number} of sandbox {sandbox!r} was written, and another "
                "server has the sandbox since; look whether it is there"
            )

        def unwrite(connection: Connection) -> None:
            if self._owned.is_ours(connection, sandbox):  # else another went on from it
                connection.execute(_UNWRITE, values[:2])

        self._session.do(write, done=is_written, undo=(f"row of {sandbox}", unwrite))

    def _look_at(self, connection: Connection, sandbox: str, last: int) -> None:
        """Once a connection, see that the log is ours, and as long as it was left.

        A replica that takes over may lack its end.
        """
        if self._looked_at.get(sandbox) == self._session.generation:
            return
        self._owned.check(connection, sandbox)
        [(found,)] = connection.execute(_LAST, (sandbox,)).fetchall()
        if found < last:
            raise StoreError(
                f"{self} has lost rows of sandbox {sandbox!r}: {last} were written, {found} are there; start the "
                "server again, which goes on from what is there"
            )
        self._looked_at[sandbox] = self._session.generation

    def rows(self, sandbox: str, after: int = 0) -> Iterator[Row]:
        """Answer the rows of a sandbox in order, those after row number `after`; some at a time are in memory."""
        while page := self._session.ask(ROWS, sandbox, after):
            yield from read(sandbox, page, self)
            after = page[-1][0]

    def cells(self, sandbox: str) -> SqlCells | None:
        """Answer where the snapshot of a sandbox is kept."""
        if not self._has_cells:
            return None
        return SqlCells(
            sandbox, partial(self._owned.ask, sandbox), partial(self._owned.at_once, sandbox), self._every
        )

    def sandboxes(self) -> list[tuple[str, dict[str, Any]]]:
        """Answer every sandbox with its birth, in the order in which they were made."""
        found = self._session.ask("SELECT id, birth FROM sandbox WHERE birth <> ? ORDER BY number", _UNBORN)
        return births(found, self, BACKUP)

    def copy(self, source: str, sandbox: str, birth: dict[str, Any], rows: int) -> None:
        """Keep a new sandbox with the first so many rows of another; raises `Conflict` if the id is taken.

        The database is free between one part and the next. Until all is there, nobody sees anything of it.
        """
        self._bear(sandbox, _UNBORN)
        ask = partial(self._owned.ask, sandbox)
        try:
            for after in range(0, rows, COPIED_AT_ONCE):
                ask(_COPY, sandbox, source, after, min(after + COPIED_AT_ONCE, rows))
            if ask("SELECT coalesce(max(number), 0) FROM log WHERE sandbox = ?", sandbox) != [(rows,)]:
                raise StoreError(f"sandbox {source!r} was removed while it was copied; nothing is kept of it")
            self._session.do(partial(self._let_be_seen, sandbox=sandbox, birth=birth))
        except StoreError:
            self._clear(sandbox)
            raise

    def bring(self, sandbox: str, birth: dict[str, Any], rows: Iterable[Row]) -> None:
        """Keep a new sandbox with rows that were kept elsewhere; raises `Conflict` if the id is taken.

        The database is free between one part and the next. Until all is there, nobody sees anything of it.
        """
        self._bear(sandbox, _UNBORN)
        rest = iter(rows)
        try:
            while part := [_texts(sandbox, row) for row in islice(rest, COPIED_AT_ONCE)]:
                self._session.do(partial(self._write_all, sandbox=sandbox, rows=part))
            self._session.do(partial(self._let_be_seen, sandbox=sandbox, birth=birth))
        except StoreError:
            self._clear(sandbox)
            raise

    def _write_all(self, connection: Connection, sandbox: str, rows: list[tuple[Any, ...]]) -> None:
        self._owned.check(connection, sandbox)
        connection.cursor().executemany(_WRITE.encode(), rows)

    def use(self, sandbox: str, until: str) -> None:
        """Keep until when a sandbox counts as used."""
        self._session.ask(_USE, USED + sandbox, until, sandbox)

    def uses(self) -> dict[str, str]:
        """Answer until when sandboxes count as used."""
        found = self._session.ask("SELECT name, value FROM server WHERE name LIKE ?", f"{USED}%")
        return {name.removeprefix(USED): value for name, value in found}

    def _let_be_seen(self, connection: Connection, sandbox: str, birth: dict[str, Any]) -> None:
        self._owned.check(connection, sandbox)
        with self._owned.turn(connection):
            connection.execute(_BORN, (orjson.dumps(birth).decode(), sandbox))

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox, all of it or nothing.

        It is hidden first: as long as nobody has seen that done, it can be shown again. The rest is cleared away then,
        or later.
        """
        births: list[str] = []

        def hide(connection: Connection) -> None:
            found = connection.execute("SELECT birth FROM sandbox WHERE id = %s", (sandbox,)).fetchall()
            if found and not self._owned.is_ours(connection, sandbox):
                raise NotOurs(f"sandbox {sandbox!r} is in the hands of another server")
            births.extend(birth for (birth,) in found if birth != _UNBORN)
            connection.execute("UPDATE sandbox SET birth = %s WHERE id = %s", (_UNBORN, sandbox))

        def show(connection: Connection) -> None:
            if births and self._owned.is_ours(connection, sandbox):
                connection.execute("UPDATE sandbox SET birth = %s WHERE id = %s", (births[0], sandbox))

        self._session.do(hide, undo=(f"removal of {sandbox}", show))
        self._clear(sandbox)

    def _clear(self, sandbox: str) -> None:
        """Delete what there is of a sandbox that nobody sees: now, when the database is back, or at the next start."""
        clear = partial(self._unbear, sandbox=sandbox)
        with suppress(StoreError):
            self._session.do(clear, undo=(f"sandbox {sandbox}", clear))
        self._looked_at.pop(sandbox, None)
        self._owned.forget(sandbox)

    def key(self, fresh: bytes) -> bytes:
        """Answer the server's key: the one in the database, or `fresh`, which is then written."""
        if not self._reading:
            self._session.ask("INSERT INTO server VALUES ('key', ?) ON CONFLICT DO NOTHING", fresh.hex())
        found = self._session.ask("SELECT value FROM server WHERE name = 'key'")
        return bytes.fromhex(found[0][0]) if found else fresh

    def number(self) -> int:
        """Answer the next number for a sandbox without a name."""
        return int(self._session.ask(_NUMBER)[0][0])

    def close(self) -> None:
        """Let others have the database."""
        self._session.close()


def _is_there(connection: Connection, sandbox: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM sandbox WHERE id = %s", (sandbox,)).fetchall())


def _texts(sandbox: str, row: Row) -> tuple[str, int, str, str, str]:
    """A row of a sandbox as the database has it."""
    number, at, command, facts = written(row)
    return sandbox, number, at, command.decode(), facts.decode()


def _remove(connection: Connection, sandbox: str) -> None:
    with connection.transaction():
        forget(Statements(connection), sandbox)
        connection.execute(b"DELETE FROM server WHERE name = %s", (USED + sandbox,))
        for name in ("DELETE FROM log WHERE sandbox = %s", "DELETE FROM sandbox WHERE id = %s"):
            connection.execute(name.encode(), (sandbox,))
