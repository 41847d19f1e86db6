"""Sandboxes of a store that this version cannot read: each is set aside with the reason, and the others are served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from simulator.store import StoreError, Unreadable


class Aside:
    """Why sandboxes are not served, by their ids."""

    def __init__(self) -> None:
        self.why: dict[str, str] = {}

    @contextmanager
    def reading(self, sandbox: str) -> Iterator[None]:
        """Read a sandbox within; raises `Unreadable` for one that cannot be, which is set aside then."""
        try:
            yield
        except Unreadable as error:
            raise self._put(sandbox, str(error)) from error
        except StoreError:
            raise
        except Exception as error:  # whatever it is that a damaged log leads to
            said = f"its log cannot be followed ({type(error).__name__}: {error}); `dunbox doctor` says where"
            raise self._put(sandbox, said) from error

    def _put(self, sandbox: str, why: str) -> Unreadable:
        self.why[sandbox] = why
        return self._refusal(sandbox)

    def check(self, sandbox: str) -> None:
        """Raise `Unreadable` for a sandbox that is set aside."""
        if sandbox in self.why:
            raise self._refusal(sandbox)

    def _refusal(self, sandbox: str) -> Unreadable:
        return Unreadable(f"sandbox {sandbox!r} is not served: {self.why[sandbox]}")
