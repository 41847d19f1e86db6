"""The log in a SQLite file: what was answered is there after a crash of the process.

With a write-ahead log a commit survives the process, at whatever moment that ends. With `synchronous=NORMAL` a power
cut may take the last commits with it, never the file; with FULL it takes none, and each commit waits for the disk.
https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from simulator.store import Conflict, NotOurs, Row, Share, Shares, StoreError, cells, guard, slots
from simulator.store.carrying import Carrier
from simulator.store.cells import SqlCells, forget
from simulator.store.crossing import Crossing
from simulator.store.guard import Guard
from simulator.store.slots import DAMAGED, UNBORN, Slots, Whole
from simulator.store.written import COPIED_AT_ONCE, EVERY, ROWS, USED, births, read, written
from simulator.turns import Line

_FORMAT = 2
_WITHOUT_SNAPSHOTS = 1  # the format before this one: the log is the same
_APPLICATION = 0x64756E62  # "dunb": tells our files from other programs' (PRAGMA application_id)
SYNC = {"normal": "NORMAL", "full": "FULL"}
"""How a row is written: `full` waits until the disk says that it has it, `normal` leaves that to the system."""

_HINT = "name a file that dunbox made, or a new one"
_COPY = "INSERT INTO log SELECT ?, number, at, command, facts FROM log WHERE sandbox = ? AND number > ? AND number <= ?"
_APPEND = "INSERT INTO log VALUES (?, ?, ?, ?, ?)"
_USE = "INSERT OR REPLACE INTO server SELECT ?, ? FROM sandbox WHERE id = ?"
_BEAR = "INSERT INTO sandbox (number, id, birth) VALUES (?, ?, ?)"
_BORN = "UPDATE sandbox SET birth = ?, number = coalesce(?, number) WHERE id = ?"
_SCHEMA = """
CREATE TABLE server (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE sandbox (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, birth BLOB NOT NULL);
CREATE TABLE log (
    sandbox TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, command BLOB NOT NULL, facts BLOB NOT NULL,
    PRIMARY KEY (sandbox, number)
) WITHOUT ROWID;
"""


class SqliteStore:
    """Rows in one file; the connection is shared by threads under a lock.

    With `alone` the file belongs to this process until it is closed: a second server on it would write over what
    this one holds in memory. With a `share` it belongs to the workers of one supervisor, who wait for one another. Only
    with either it keeps snapshots, brought up to date after `every` so many rows. `sync` is one of `SYNC`. Who opens it
    for `reading` finds all that there is, and changes nothing.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        alone: bool = False,
        reading: bool = False,
        sync: str = "normal",
        every: int = EVERY,
        share: Share | None = None,
    ) -> None:
        self._sync = sync
        self._every = every
        self._path = Path(path)
        claims = Slots(share, self._all, self._at_once, self._path) if share else None
        self._owned: Whole = claims or Whole()
        self.shares: Shares | None = claims
        self._alone = alone
        self._reading = reading
        self._has_cells = False
        self._lost = ""
        self._carrier: Carrier | None = None
        with ExitStack() as opened:  # what is given back if the file cannot be used
            self._guard = self._guarded(opened)
            self._crossing = self._crossed(opened, share) if share else None
            self._lock: Line | Crossing = self._crossing or Line()
            self._connection = opened.enter_context(closing(self._connected()))
            try:
                if alone:
                    self._check_alone()
                with self._lock:
                    self._prepare()
                if alone or share:
                    self._clean()
            except sqlite3.Error as error:
                if "locked" in str(error):
                    raise self._in_use() from error
                hint = DAMAGED if "malformed" in str(error) else _HINT
                raise StoreError(f"cannot use {self._path} as a store: {error}; {hint}") from error
            opened.pop_all()

    def _guarded(self, opened: ExitStack) -> Guard | None:
        """Keep other processes of dunbox out, where this one is to be alone; who only reads looks for one."""
        try:
            if self._reading:
                guard.check(self._path)
            if not self._alone:
                return None
            held = Guard(self._path)
        except guard.InUse:
            raise self._in_use() from None
        except OSError as error:
            raise self._not_opened(error.strerror or str(error)) from error
        opened.callback(held.release)
        return held

    def _crossed(self, opened: ExitStack, share: Share) -> Crossing:
        """Wait for the other workers from now on; their supervisor has the guard for all of them."""
        if share.guard is None or not guard.is_of(share.guard, self._path):
            raise StoreError(
                f"nobody has {self._path} for those that share it; hold it first, and give them that"
            )
        return opened.enter_context(closing(Crossing(self._path)))

    def _connected(self) -> sqlite3.Connection:
        if not self._reading:
            guard.make_private(self._path)
        try:
            return sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro" if self._reading else self._path,
                uri=self._reading,
                isolation_level=None,
                check_same_thread=False,
            )
        except sqlite3.Error as error:
            raise self._not_opened(str(error)) from error

    def _in_use(self) -> StoreError:
        return StoreError(f"{self._path} is in use by another process; stop that one, or name another file")

    def _not_opened(self, why: str) -> StoreError:
        hint = "name a file (not a folder), in a folder that exists"
        return StoreError(f"cannot open the store {self._path}: {why}; {hint}")

    def _check_alone(self) -> None:
        """Raise `sqlite3.Error` if anybody has the file open, by whatever program."""
        with closing(self._connected()) as connection:
            connection.execute("PRAGMA busy_timeout=0")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._format(connection)
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")

    def _prepare(self) -> None:
        run = self._connection.execute
        if self._reading:
            run("PRAGMA busy_timeout=0")
        version = self._format(self._connection)
        serves = self._alone or self._crossing is not None
        self._has_cells = serves or (self._reading and version == _FORMAT)
        if self._reading:
            return
        run("PRAGMA journal_mode=WAL")
        run(f"PRAGMA synchronous={SYNC[self._sync]}")
        if serves:
            run("PRAGMA wal_autocheckpoint=0")
            self._carrier = Carrier(self._path, self._lock, self._crossing)
        if version != _FORMAT:
            made = ("" if version else _SCHEMA) + cells.SCHEMA
            marked = f"PRAGMA application_id={_APPLICATION}; PRAGMA user_version={_FORMAT};"
            self._connection.executescript(f"BEGIN; {made} {marked} COMMIT;")

    def _clean(self) -> None:
        """Remove what was being copied when its process was stopped; not what another copies."""
        for (unborn,) in self._all("SELECT id FROM sandbox WHERE birth = ?", UNBORN):
            with suppress(NotOurs):
                self._all("SELECT 1", of=unborn)
                self.remove(unborn)

    def _format(self, connection: sqlite3.Connection) -> int:
        """The format of the file, 0 if there is nothing in it; raises `StoreError` for what is not read here."""
        run = connection.execute
        application = run("PRAGMA application_id").fetchone()[0]
        version: int = run("PRAGMA user_version").fetchone()[0]
        if not self._reading and not run("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return 0
        if application != _APPLICATION:
            raise StoreError(f"{self._path} is another program's database; {_HINT}")
        if version not in (_WITHOUT_SNAPSHOTS, _FORMAT):
            age = "a newer" if version > _FORMAT else "an older"
            raise StoreError(
                f"{self._path} is a store of format {version}, of {age} version of dunbox; this one reads formats "
                f"{_WITHOUT_SNAPSHOTS} and {_FORMAT}: open it with the version that wrote it"
            )
        return version

    def complaints(self) -> list[str]:
        """Answer what SQLite itself finds wrong with the file."""
        try:
            found = [str(row[0]) for row in self._all("PRAGMA integrity_check")]
        except StoreError as error:
            return [str(error)]
        return [] if found == ["ok"] else found

    def create(self, sandbox: str, birth: dict[str, Any]) -> None:
        """Keep a new sandbox; raises `Conflict` if the id is taken."""
        self._bear(sandbox, orjson.dumps(birth))

    def _bear(self, sandbox: str, birth: bytes) -> None:
        with self._at_once() as connection, _taken(sandbox):
            connection.execute(_BEAR, (self._owned.next(connection), sandbox, birth))
            self._owned.have(connection, sandbox)

    def append(self, sandbox: str, row: Row) -> None:
        """Keep a row; raises `Conflict` if its number is taken."""
        if self._lost:
            raise StoreError(self._lost)
        try:
            self._all(_APPEND, sandbox, *written(row), of=sandbox)
        except sqlite3.IntegrityError:
            raise Conflict(f"row {row.number} of sandbox {sandbox!r} is written already") from None

    def rows(self, sandbox: str, after: int = 0) -> Iterator[Row]:
        """Answer the rows of a sandbox in order, those after row number `after`; some at a time are in memory."""
        while page := self._all(ROWS, sandbox, after):
            yield from read(sandbox, page, self._path)
            after = page[-1][0]

    def cells(self, sandbox: str) -> SqlCells | None:
        """Answer where the snapshot of a sandbox is kept; only who has the file alone keeps one, or looks at it."""
        if not self._has_cells:
            return None
        read, at_once = partial(self._read_cells, sandbox), partial(self._at_once, of=sandbox)
        return SqlCells(sandbox, read, at_once, self._every)

    def _read_cells(self, sandbox: str, sql: str, *values: Any) -> list[Any]:
        """Read of a snapshot. If that fails what is in memory may be half done, and nothing may follow from it."""
        try:
            return self._all(sql, *values, of=sandbox)
        except NotOurs:
            raise
        except StoreError as error:
            self._lost = f"{error}; start the server again, which reads what was written"
            raise

    def sandboxes(self) -> list[tuple[str, dict[str, Any]]]:
        """Answer every sandbox with its birth, in the order in which they were made."""
        found = self._all("SELECT id, birth FROM sandbox WHERE birth != ? ORDER BY number", UNBORN)
        return births(found, self._path, DAMAGED)

    def copy(self, source: str, sandbox: str, birth: dict[str, Any], rows: int) -> None:
        """Keep a new sandbox with the first so many rows of another; raises `Conflict` if the id is taken.

        The file is free between one part and the next. Until all is there, nobody sees anything of it.
        """
        self._bear(sandbox, UNBORN)
        try:
            for after in range(0, rows, COPIED_AT_ONCE):
                self._run(_COPY, sandbox, source, after, min(after + COPIED_AT_ONCE, rows))
            if self._all("SELECT max(number) FROM log WHERE sandbox = ?", sandbox)[0][0] != (rows or None):
                raise StoreError(f"sandbox {source!r} was removed while it was copied; nothing is kept of it")
            self._let_be_seen(sandbox, birth)
        except StoreError:
            self.remove(sandbox)
            raise

    def bring(self, sandbox: str, birth: dict[str, Any], rows: Iterable[Row]) -> None:
        """Keep a new sandbox with rows that were kept elsewhere; raises `Conflict` if the id is taken.

        The file is free between one part and the next. Until all is there, nobody sees anything of it.
        """
        self._bear(sandbox, UNBORN)
        try:
            rest = iter(rows)
            while part := [(sandbox, *written(row)) for row in islice(rest, COPIED_AT_ONCE)]:
                with self._at_once() as connection:
                    connection.executemany(_APPEND, part)
            self._let_be_seen(sandbox, birth)
        except StoreError:
            self.remove(sandbox)
            raise

    def _let_be_seen(self, sandbox: str, birth: dict[str, Any]) -> None:
        with self._at_once() as connection:
            connection.execute(_BORN, (orjson.dumps(birth), self._owned.next(connection), sandbox))

    def use(self, sandbox: str, until: str) -> None:
        """Keep until when a sandbox counts as used."""
        self._run(_USE, USED + sandbox, until.encode(), sandbox)

    def uses(self) -> dict[str, str]:
        """Answer until when sandboxes count as used."""
        found = self._all("SELECT name, value FROM server WHERE name LIKE ?", f"{USED}%")
        return {name.removeprefix(USED): bytes(value).decode() for name, value in found}

    def remove(self, sandbox: str) -> None:
        """Forget a sandbox, all of it or nothing."""
        with self._at_once() as connection:
            connection.execute("DELETE FROM server WHERE name = ?", (USED + sandbox,))
            self._owned.forget(connection, sandbox)
            forget(connection, sandbox)
            connection.execute("DELETE FROM log WHERE sandbox = ?", (sandbox,))
            connection.execute("DELETE FROM sandbox WHERE id = ?", (sandbox,))

    def key(self, fresh: bytes) -> bytes:
        """Answer the server's key: the one in the file, or `fresh`, which is then written."""
        if not self._reading:
            self._run("INSERT OR IGNORE INTO server VALUES ('key', ?)", fresh)
        found = self._all("SELECT value FROM server WHERE name = 'key'")
        return bytes(found[0][0]) if found else fresh

    def number(self) -> int:
        """Answer the next number for a sandbox without a name."""
        query = (
            "INSERT INTO server VALUES ('number', 1) "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )
        return int(self._all(query)[0][0])

    def close(self) -> None:
        """Close the file."""
        if self._carrier:
            self._carrier.close()
        with self._lock:
            self._connection.close()
            if self._guard:
                self._guard.release()
                self._guard = None
        if self._crossing:
            self._crossing.close()

    def shared_out(self) -> Guard:
        """Make the file, which this process has alone, ready for those that are to share it, and close it.

        Answers its guard, which is held on.
        """
        try:
            self._connection.executescript(f"BEGIN; {slots.SCHEMA} COMMIT;")
            held, self._guard = self._guard, None
        except sqlite3.Error as error:
            raise self._unusable(error) from error
        finally:
            self.close()
        if held is None:
            raise StoreError(f"{self._path} is shared out by who has it alone, and nobody else")
        return held

    def _run(self, sql: str, *values: Any) -> None:
        self._all(sql, *values)

    def _all(self, sql: str, *values: Any, of: str | None = None) -> list[Any]:
        with self._lock:
            try:
                if of is not None:
                    self._owned.check(self._connection, of)
                answer = self._connection.execute(sql, values).fetchall()
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise self._unusable(error) from error
            self._used()
            return answer

    @contextmanager
    def _at_once(self, of: str | None = None) -> Iterator[sqlite3.Connection]:
        """One transaction: all that is executed within, or nothing, as where it is `of` a sandbox that is not ours."""
        with self._lock:
            try:
                if of is not None:
                    self._owned.check(self._connection, of)
                with self._connection:
                    self._connection.execute("BEGIN")
                    yield self._connection
            except sqlite3.IntegrityError:
                raise
            except sqlite3.Error as error:
                raise self._unusable(error) from error
            self._used()

    def _used(self) -> None:
        if self._carrier:
            self._carrier.used(self._connection.total_changes)

    def _unusable(self, error: sqlite3.Error) -> StoreError:
        """Answer what the file or the disk refuses as a `StoreError`."""
        return StoreError(f"the store {self._path} cannot be used: {error}")


@contextmanager
def _taken(sandbox: str) -> Iterator[None]:
    """Say whose id it is that is there already."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise Conflict(f"a sandbox with the id {sandbox!r} exists already") from None
