"""A store that has room for so many rows more."""

from __future__ import annotations

from simulator.store import Row, StoreError
from simulator.store.memory import MemoryStore


class Narrow(MemoryStore):
    """A store in memory that keeps as many rows as are `left`, and refuses what follows."""

    left = 1_000_000

    def append(self, sandbox: str, row: Row) -> None:
        if not self.left:
            raise StoreError("the disk is full; make room and ask again")
        super().append(sandbox, row)
        self.left -= 1
