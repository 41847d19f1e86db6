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
    """Whose sandbox it is: facts are applied within it. `rebuilt` tells the sandbox anew, if its store can fail.

    If they cannot be applied, the sandbox is told anew at once; while the store fails, whoever takes its lock tries.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.rebuilt: Callable[[], Sandbox] | None = None
        self._sandbox = proxy(sandbox)  # which holds its mender: a circle of the two would stay for long
        self._is_torn = False

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is None or not issubclass(kind, StoreError) or self.rebuilt is None:
            return False
        self._is_torn = True
        self.mend()
        return True

    def mend(self) -> None:
        """Whoever has taken the sandbox's lock finds it whole; raises `StoreError`."""
        if self._is_torn and self.rebuilt is not None:
            fresh = self.rebuilt()
            fresh.armed.count_on(self._sandbox.armed)
            for part in _PARTS:
                setattr(self._sandbox, part, getattr(fresh, part))
            self._is_torn = False
