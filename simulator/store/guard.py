"""The guard of a store's file: one process has the file to itself, by the operating system's lock on a file beside it.

The lock ends with the process, however that ends; a guard that a killed one left behind keeps nobody out.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


class InUse(Exception):
    """Somebody else has the guard."""


def path_of(store: Path) -> Path:
    """Where the guard of a store's file is."""
    return store.with_name(f"{store.name}-lock")


def make_private(store: Path) -> None:
    """Make a store's file, if there is none, for nobody else to read: the server's key is in it, and all secrets.

    One that is there stays as it is, and is not opened: to close it would end this process's locks on it. What SQLite
    makes beside a file is as private as that.
    """
    with suppress(OSError):  # who opens it as a store is told what is wrong
        os.close(os.open(store, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


class Guard:
    """The guard of a file, held until `release`; raises `InUse`, and `OSError` where there can be no file beside it."""

    def __init__(self, store: Path) -> None:
        self._path = path_of(store)
        self._file = self._taken()
        while not self._is_there():  # it was taken away by its last holder, while this one opened it
            os.close(self._file)
            self._file = self._taken()

    def _taken(self) -> int:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file)
        except OSError:
            os.close(file)
            raise InUse from None
        return file

    def _is_there(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file), self._path.stat())
        except FileNotFoundError:
            return False

    @property
    def descriptor(self) -> int:
        """The open file that the lock is of: whoever inherits it has the guard too."""
        return self._file

    def release(self) -> None:
        """Let others have the file."""
        with suppress(OSError):
            self._path.unlink()
        os.close(self._file)


def check(store: Path) -> None:
    """Raise `InUse` if somebody has the guard of a file; makes nothing."""
    try:
        file = os.open(path_of(store), os.O_RDONLY)
    except OSError:
        return
    try:
        _lock(file)
    except OSError:
        raise InUse from None
    finally:
        os.close(file)


def is_of(descriptor: int, store: Path) -> bool:
    """Whether an open file, which was inherited, is the guard of a store's file."""
    try:
        return os.path.samestat(os.fstat(descriptor), path_of(store).stat())
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
