"""What may be asked of the simulator as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from simulator.agencies import agencies
from simulator.domain.calendar import FIRST_DAY, LAST_DAY
from simulator.store import Store
from simulator.store.memory import MemoryStore
from simulator.store.sqlite import SqliteStore


def providers() -> list[str]:
    """Answer the names of all agencies."""
    return list(agencies())


def calendar_range() -> tuple[date, date]:
    """Answer the first and the last day that a sandbox can be in."""
    return FIRST_DAY, LAST_DAY


def open_store(file: Path | None, sync: str = "normal") -> Store:
    """Open the store in a file, which is made if it is not there; without one, one in memory. Raises `StoreError`.

    With `sync` "full" each answer waits until the disk has what it tells; "normal" leaves that to the system.
    """
    return SqliteStore(file, alone=True, sync=sync) if file else MemoryStore()
