"""A file that is held for several processes, by the one that starts them."""

from __future__ import annotations

from pathlib import Path

from simulator.store import StoreError
from simulator.store.guard import Guard, InUse


class Hold:
    """What whoever starts several processes on one store has of it until `close`; raises `StoreError`.

    `guard` is the descriptor that they are to inherit, and that their `Share` names; None where there is none to.
    """

    def __init__(self, path: Path | None) -> None:
        self._guard = None if path is None else _guarded(path)

    @property
    def guard(self) -> int | None:
        """The descriptor of the hold."""
        return None if self._guard is None else self._guard.descriptor

    def close(self) -> None:
        """Let others have the store; the processes that shared it are gone."""
        if self._guard is not None:
            self._guard.release()


def _guarded(path: Path) -> Guard:
    try:
        return Guard(path)
    except InUse:
        raise StoreError(
            f"{path} is in use by another process; stop that one, or name another file"
        ) from None
