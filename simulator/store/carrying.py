"""Carries SQLite's write-ahead log over into the file, in a thread of its own, so that nobody waits for the disk.

SQLite does it by itself, but on the connection that writes, and whoever has something to write waits meanwhile. Here
another connection does nearly all of it while the store is in use, then what was written meanwhile, and only the little
that is left while it is not. https://www.sqlite.org/wal.html#ckpt

The writer begins its log anew only when all of it has been carried over. Only this carries, in one process at a time,
and while the store is in use it begins to only when something has been written since it last came to an end: so the
log never begins anew while it is being carried over, which versions of SQLite before 3.51.3 do not always survive.
https://www.sqlite.org/wal.html#walresetbug
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from threading import Event, Thread

from simulator.store.crossing import Crossing

LARGEST = 16 * 2**20
"""Bytes of log after which it is carried over."""

_LOOKED = 64  # writes between one look at the log and the next
_MOMENTS = 0.02  # seconds
_LOG = logging.getLogger("dunbox")


class Carrier:
    """Who carries the log of a store over. `alone` is held by whoever writes; processes meet at the `crossing`."""

    def __init__(
        self, store: Path, alone: AbstractContextManager[None], crossing: Crossing | None = None
    ) -> None:
        self._store = store
        self._log = store.with_name(f"{store.name}-wal")
        self._alone = alone
        self._crossing = crossing
        self._changes = 0  # of the connection that writes, when it was last heard of
        self._writes = 0
        self._written = Event()
        self._at_work = False
        self._closed = False
        self._thread: Thread | None = None
        self._connection: sqlite3.Connection | None = None

    def used(self, changes: int) -> None:
        """Know that the store was used, and how often it has been changed; who calls this holds `alone`."""
        if changes == self._changes:
            return
        self._changes = changes
        self._written.set()
        self._writes += 1
        if self._writes % _LOOKED == 0 and not self._is_busy() and self._size() >= LARGEST:
            if self._crossing and not self._crossing.may_carry():
                return
            self._at_work = True
            self._thread = Thread(target=self._work, name="dunbox-carrier", daemon=True)
            self._thread.start()

    def _is_busy(self) -> bool:
        return self._at_work or self._closed

    def _size(self) -> int:
        with suppress(FileNotFoundError):
            return self._log.stat().st_size
        return 0

    def _work(self) -> None:
        try:
            self._carry()
        except sqlite3.Error as error:
            _LOG.warning(
                "the log of %s cannot be carried over into the file, and grows: %s", self._store, error
            )
        finally:
            with self._alone:
                self._at_work = False
                if self._crossing:
                    self._crossing.has_carried()

    def _carry(self) -> None:
        if self._connection is None:
            self._connection = sqlite3.connect(self._store, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        if self._is_written_on():
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        with self._alone:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _is_written_on(self) -> bool:
        """Whether something is written from now on, within moments."""
        with self._alone:
            self._written.clear()
        return self._written.wait(_MOMENTS)

    def close(self) -> None:
        """Come to an end; who calls this does not hold `alone`."""
        with self._alone:
            self._closed = True
        if self._thread is not None:
            self._thread.join()
        if self._connection is not None:
            self._connection.close()
