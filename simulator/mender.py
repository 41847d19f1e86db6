"""A sandbox of which a command was kept and only half applied, since its store failed, becomes what its log says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from weakref import proxy

from simulator.store import StoreError

if TYPE_CHECKING:
    from simulator.sandbox import Sandbox

_PARTS = ("state", "_keeper", "agenda", "outbox", "armed", "rows", "_logged_at")  # what facts make


class Mender:
    """Knows when facts of a sandbox could be applied in part only. `rebuilt` tells it anew, if its store can fail.

    That is done at once; while the store fails, whoever takes the sandbox's lock tries.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.rebuilt: Callable[[], Sandbox] | None = None
        self._sandbox = proxy(sandbox)  # which holds its mender: a circle of the two would stay for long
        self._is_torn = False

    def torn(self, error: StoreError) -> None:
        """Tell a sandbox anew whose facts could not all be applied; raises the error where it cannot be."""
        if self.rebuilt is None:
            raise error
        self._is_torn = True
        self.mend()

    def mend(self) -> None:
        """Whoever has taken the sandbox's lock finds it whole; raises `StoreError`."""
        if self._is_torn and self.rebuilt is not None:
            fresh = self.rebuilt()
            fresh.armed.count_on(self._sandbox.armed)
            for part in _PARTS:
                setattr(self._sandbox, part, getattr(fresh, part))
            self._is_torn = False
