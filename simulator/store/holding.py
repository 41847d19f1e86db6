"""A store that is held for several processes, by the one that starts them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from simulator.store import crossing
from simulator.store.sqlite import SqliteStore


class Hold:
    """What whoever starts several processes on one store has of it until `close`; raises `StoreError`.

    A database is held by its members themselves: then there is no `path`. `guard` is the descriptor that they are to
    inherit, and that their `Share` names; None where there is none to.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._guard = None if path is None else SqliteStore(path, alone=True).shared_out()

    @property
    def guard(self) -> int | None:
        """The descriptor of the hold."""
        return None if self._guard is None else self._guard.descriptor

    def close(self) -> None:
        """Let others have the store; the processes that shared it are gone."""
        if self._path is not None and self._guard is not None:
            with suppress(OSError):
                crossing.path_of(self._path).unlink()
            self._guard.release()
