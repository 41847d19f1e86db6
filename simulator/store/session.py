"""A session with a PostgreSQL server: one connection, which comes back when it was lost.

What was under way when a connection ended may have been done or not. Nothing of it is still to come once the locks of
its entrance are had again, for their old holder is then gone: so whoever has them again looks, and knows.
"""

from __future__ import annotations

import select
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from simulator.store import StoreError
from simulator.turns import Line

if TYPE_CHECKING:
    from simulator.store.entering import Connection, Entrance

T = TypeVar("T")
_WAITS = "5s"  # for the lock: as long as PostgreSQL may need to notice that its last holder is gone
_TIMES = 10  # as long as a vain attempt to connect took, nobody makes another: a server that is silent holds up nobody
_CONNECTING: dict[str, Any] = {
    "application_name": "dunbox",
    "connect_timeout": 5,  # seconds
    # An end that falls silent is noticed by ours, as by theirs below. https://www.postgresql.org/docs/current/libpq-connect.html
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}
_BEGIN = """
SELECT set_config('lock_timeout', %s, false), set_config('tcp_keepalives_idle', '10', false),
    set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '3', false),
    set_config('default_transaction_read_only', %s, false)
"""
_US = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %s"


class Lost(Exception):
    """A connection ended while something was under way: whether that was done is not known."""


class Away(StoreError):
    """The database cannot be reached at the moment."""


class Session:
    """The connection, shared by threads under a lock; raises `StoreError` if the database cannot be used.

    Each connection begins by the `entrance`. `seconds` is the real time. `generation` counts the connections that there
    were.
    """

    def __init__(self, url: str, entrance: Entrance, *, seconds: Callable[[], float]) -> None:
        self._psycopg = _driver()
        self._words = self._read(url)
        self.name = _shown(self._words)
        self.generation = 0
        self._lock = Line()
        self._entrance = entrance
        self._seconds = seconds
        self._not_before = 0.0
        self._why = ""
        self._over = ""
        self._process: tuple[Any, ...] | None = None
        self._to_undo: dict[str, Callable[[Connection], object]] = {}
        self._connection: Connection | None = None
        with self._lock:
            self._connected()

    def _read(self, url: str) -> dict[str, Any]:
        try:
            return {**_CONNECTING, **self._psycopg.conninfo.conninfo_to_dict(url)}
        except self._psycopg.Error:  # its own words may have the password in them
            raise StoreError(
                "the database's URL cannot be read; it is written like postgresql://user@host:5432/database"
            ) from None

    def has_ended(self) -> bool:
        """Answer whether the connection is seen to have ended; asks nobody, and waits for nothing."""
        connection = self._connection
        try:
            return connection is None or _has_hung_up(connection.fileno())
        except self._psycopg.Error:  # it has no file any more
            return True

    # --- what is done -----------------------------------------------------------------------------------

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Carry one statement out that may be carried out twice, and answer its rows."""
        return self.do(lambda connection: rows(connection, sql, values))

    def do(
        self,
        work: Callable[[Connection], T],
        *,
        done: Callable[[Connection], T | None] = lambda connection: None,
        undo: tuple[str, Callable[[Connection], object]] | None = None,
    ) -> T:
        """Carry something out. If the connection ends, it is carried out once more on the next, unless it is `done`.

        If that fails too, nothing has happened: what is there of it all the same is taken back by `undo`, which has
        a name, before anything else is done.
        """
        with self._lock:
            try:
                with suppress(Lost):
                    return self._tried(work)
                found = self._tried(done)
                return self._tried(work) if found is None else found
            except (Lost, Away) as error:
                if undo:
                    self._to_undo.setdefault(*undo)
                raise Away(str(error)) from error

    def _tried(self, work: Callable[[Connection], T]) -> T:
        connection = self._connected()
        try:
            return work(connection)
        except self._psycopg.Error as error:
            raise self._told(connection, error) from error

    @contextmanager
    def at_once(self, check: Callable[[Connection], None] = lambda connection: None) -> Iterator[Statements]:
        """One transaction: all that is executed within, or nothing; nothing if a `check` before raises."""
        with self._lock:
            connection = self._connected()
            try:
                with connection.transaction():
                    check(connection)
                    yield Statements(connection)
            except self._psycopg.Error as error:
                raise StoreError(str(self._told(connection, error))) from error

    def _told(self, connection: Connection, error: Exception) -> Exception:
        """Answer what the database says as an exception of ours: `Lost` if that was its last word."""
        said = f"the database {self.name} cannot be used: {_line(error)}"
        if not connection.closed:
            return StoreError(said)
        self._connection = None
        return Lost(said)

    def close(self) -> None:
        """End the connection, and with it its locks."""
        with self._lock:
            if self._connection is not None:
                with suppress(self._psycopg.Error):
                    self._entrance.leave(self._connection)
                self._connection.close()
            self._connection, self._over = None, f"the store {self.name} is closed"

    # --- the connection ---------------------------------------------------------------------------------

    def _connected(self) -> Connection:
        """Answer the connection, or a new one."""
        if self._over:
            raise StoreError(self._over)
        if self._connection is None:
            self._connection = self._reached()
            self.generation += 1
        return self._connection

    def _reached(self) -> Connection:
        began = self._seconds()
        if began < self._not_before:
            raise Away(self._why)
        connection: Connection | None = None
        try:
            connection = self._psycopg.connect(**self._words, autocommit=True)
            self._begin(connection)
        except (self._psycopg.Error, StoreError) as error:
            if connection is not None:
                connection.close()
            now = self._seconds()
            self._not_before = now + _TIMES * (now - began)
            is_told = isinstance(error, StoreError)
            self._why = (
                str(error) if is_told else f"the database {self.name} cannot be reached: {_line(error)}"
            )
            raise Away(self._why) from error
        return connection

    def _begin(self, connection: Connection) -> None:
        """Have the store, as it was left."""
        connection.execute(_BEGIN, (_WAITS, "on" if self._entrance.reading else "off"))
        if self._process:
            # Its end of the last connection, which may not know yet that ours is no more.
            connection.execute(_END, self._process)
        errors = self._psycopg.errors
        try:
            self._entrance.enter(connection)
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            raise Away(
                f"{self.name} is in use by another process of dunbox; stop that one, or name another database"
            ) from None
        self._process = connection.execute(_US).fetchone()
        if not self._entrance.resume(connection):
            self._over = (
                f"another server had the database {self.name} while this one had lost it; start this one again, "
                "which reads what was written"
            )
            raise StoreError(self._over)
        for name, undo in list(self._to_undo.items()):
            undo(connection)
            del self._to_undo[name]


class Statements:
    """Statements in the words of any database, with ? for each value, in a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        """Carry a statement out."""
        self._connection.execute(ours(sql), values)

    def executemany(self, sql: str, values: Iterable[Sequence[Any]]) -> None:
        """Carry a statement out for each of these values."""
        self._connection.cursor().executemany(ours(sql), values)


def ours(sql: str) -> bytes:
    """Answer a statement, written with ? for each value, in the words of the driver."""
    return sql.replace("?", "%s").encode()


def rows(connection: Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Answer the rows of a statement, written with ? for each value."""
    cursor = connection.execute(ours(sql), values)
    return cursor.fetchall() if cursor.description else []


def _driver() -> Any:
    try:
        import psycopg
    except ImportError as error:
        raise StoreError(
            f"PostgreSQL needs a package that is not installed ({error}); it comes with an extra: "
            "python -m pip install 'dunbox[postgres]'"
        ) from None
    return psycopg


def _shown(words: dict[str, Any]) -> str:
    """A database's URL as it may be shown: without its password."""
    user = f"{words['user']}@" if "user" in words else ""
    port = f":{words['port']}" if "port" in words else ""
    host = str(words.get("host", ""))
    # A host that is a folder is where a socket lies.
    return f"postgresql://{user}{'' if host.startswith('/') else host}{port}/{words.get('dbname', '')}"


def _line(error: Exception) -> str:
    """What the driver says, in one line."""
    return " ".join(str(error).split()) or type(error).__name__


if sys.platform == "win32":

    def _has_hung_up(socket: int) -> bool:
        return False  # its next use finds out
else:
    # Linux says it of an end that writes no more, too; others by themselves.
    _HUNG_UP = getattr(select, "POLLRDHUP", 0)

    def _has_hung_up(socket: int) -> bool:
        watch = select.poll()
        watch.register(socket, _HUNG_UP)
        return bool(watch.poll(0))
