"""A session with a PostgreSQL server: one connection that has the store to itself, and comes back when it was lost.

An advisory lock keeps other servers out; it ends with the connection's process in PostgreSQL. So that a connection that
comes back knows whether another server had the store meanwhile, each who opens it counts its `term` up.

What was under way when a connection ended may have been done or not. Nothing of it is still to come once the lock is
had again, for its old holder is then gone: so whoever has it again looks, and knows.
https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from simulator.store import StoreError
from simulator.turns import Line

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

T = TypeVar("T")
_FOR_ONE = 0x64756E62  # "dunb": the first half of our advisory locks' names, the second is the schema's
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
_LOCK = "SELECT pg_advisory_lock{}(%s, hashtext(current_schema()))"
_US = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %s"
_TERM = "SELECT value FROM server WHERE name = 'term'"
_NEXT_TERM = (
    "INSERT INTO server (name, value) VALUES ('term', '1') "
    "ON CONFLICT (name) DO UPDATE SET value = (server.value::bigint + 1)::text RETURNING value"
)


class Lost(Exception):
    """A connection ended while something was under way: whether that was done is not known."""


class Away(StoreError):
    """The database cannot be reached at the moment."""


class Session:
    """The connection, shared by threads under a lock; raises `StoreError` if the database cannot be used.

    Who opens it for `reading` shares the store with others who read, and changes nothing. `seconds` is the real time.
    `generation` counts the connections that there were.
    """

    def __init__(self, url: str, *, reading: bool, seconds: Callable[[], float]) -> None:
        self._psycopg = _driver()
        self._words = self._read(url)
        self.name = _shown(self._words)
        self.generation = 0
        self._lock = Line()
        self._reading = reading
        self._seconds = seconds
        self._not_before = 0.0
        self._why = ""
        self._over = ""
        self._term: str | None = None
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

    def claim(self) -> None:
        """Begin a term: from now on, whoever finds another knows that the store was in other hands."""
        self._term = self.do(lambda connection: connection.execute(_NEXT_TERM).fetchall()[0][0])

    # --- what is done -----------------------------------------------------------------------------------

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Carry one statement out that may be carried out twice, and answer its rows."""
        return self.do(lambda connection: _rows(connection, sql, values))

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
    def at_once(self) -> Iterator[Statements]:
        """One transaction: all that is executed within, or nothing."""
        with self._lock:
            connection = self._connected()
            try:
                with connection.transaction():
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
        """End the connection, and with it the lock."""
        with self._lock:
            if self._connection is not None:
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
        connection.execute(_BEGIN, (_WAITS, "on" if self._reading else "off"))
        if self._process:
            # Its end of the last connection, which may not know yet that ours is no more.
            connection.execute(_END, self._process)
        try:
            connection.execute(_LOCK.format("_shared" if self._reading else ""), (_FOR_ONE,))
        except self._psycopg.errors.LockNotAvailable:
            raise Away(
                f"{self.name} is in use by another process of dunbox; stop that one, or name another database"
            ) from None
        self._process = connection.execute(_US).fetchone()
        if self._term is not None and connection.execute(_TERM).fetchone() != (self._term,):
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


def _rows(connection: Connection, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
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
