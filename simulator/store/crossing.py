"""A lock for the threads of several processes: by the system's locks on a file, which end with their process.

They are had in a line, as in one process: whoever waits is the next, and its last holder comes after that. Who has it
finds SQLite's own locks free; only those of a process that was killed may end a moment after ours, and SQLite waits.
https://pubs.opengroup.org/onlinepubs/9799919799/functions/fcntl.html
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from simulator.store import StoreError
from simulator.turns import Line

_NEXT, _LOCK, _CARRYING = range(3)  # bytes of the file, each locked by itself


def path_of(store: Path) -> Path:
    """Where the locks of a store's file are."""
    return store.with_name(f"{store.name}-turn")


class Crossing:
    """The lock of a store's file; raises `StoreError` where it cannot be had. A process has one of a file."""

    def __init__(self, store: Path) -> None:
        self._line = Line()
        self._path = path_of(store)
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._not_had(error) from error

    def _not_had(self, error: OSError) -> StoreError:
        return StoreError(f"the lock {self._path} cannot be had: {error.strerror or error}")

    def __enter__(self) -> None:
        self._line.__enter__()
        try:
            _lock(self._file, _NEXT)
            _lock(self._file, _LOCK)
            _unlock(self._file, _NEXT)
        except OSError as error:
            self._line.__exit__()
            raise self._not_had(error) from error

    def __exit__(self, *raised: object) -> None:
        _unlock(self._file, _LOCK)
        self._line.__exit__()

    def may_carry(self) -> bool:
        """Be the one process that carries SQLite's log over, if no other is; until `has_carried`."""
        return _is_had(self._file, _CARRYING)

    def has_carried(self) -> None:
        """Let others carry."""
        _unlock(self._file, _CARRYING)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)
        self._file = -1


if sys.platform == "win32":

    def _lock(file: int, byte: int) -> None:
        raise StoreError("several processes cannot share a file here; give them a PostgreSQL database")

    def _unlock(file: int, byte: int) -> None:
        raise NotImplementedError

    def _is_had(file: int, byte: int) -> bool:
        raise NotImplementedError
else:
    import fcntl

    def _lock(file: int, byte: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_EX, 1, byte)

    def _unlock(file: int, byte: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_UN, 1, byte)

    def _is_had(file: int, byte: int) -> bool:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, byte)
        except OSError:
            return False
        return True
