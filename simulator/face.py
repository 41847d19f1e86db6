"""What may be asked of the simulator as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from simulator import clock
from simulator.agencies import agencies
from simulator.domain.calendar import FIRST_DAY, LAST_DAY
from simulator.store import Share, Store, StoreError
from simulator.store.holding import Hold
from simulator.store.memory import MemoryStore
from simulator.store.postgres import PostgresStore
from simulator.store.sqlite import SqliteStore


def providers() -> list[str]:
    """Answer the names of all agencies."""
    return list(agencies())


def onboarding_steps() -> dict[tuple[str, str], tuple[str, ...]]:
    """Answer what people do until the service is active, by agency and country: steps of an onboarding, in order."""
    return {
        (name, country): (
            *(() if agency.one_visit else ("sign",)),
            *(("pass_kyc",) if country in agency.kyc else ()),
        )
        for name, agency in agencies().items()
        for country in agency.currencies
    }


def unasked_providers() -> frozenset[str]:
    """Answer the names of the agencies through which every invoice goes, so that none is handed over to them."""
    return frozenset(name for name, agency in agencies().items() if agency.routes)


def calendar_range() -> tuple[date, date]:
    """Answer the first and the last day that a sandbox can be in."""
    return FIRST_DAY, LAST_DAY


def is_database(place: str) -> bool:
    """Whether a store's place is the URL of a PostgreSQL database; any other is a file."""
    return place.startswith(("postgresql://", "postgres://"))


def hold_store(place: Path | str) -> Hold:
    """Have a store for several processes, which are started afterwards and open it with a `Share`.

    A file has to be held by whoever starts them, for as long as they run: nobody else has it meanwhile, and not until
    the last of them is gone, even if their starter is gone before. Of a database nothing is held here: its members
    find each other. Raises `StoreError`.
    """
    return Hold(None if is_database(str(place)) else Path(place))


def open_store(place: Path | str | None, sync: str = "normal", share: Share | None = None) -> Store:
    """Open the store in a file or a PostgreSQL database, which is made there if it is not; without one, one in memory.

    With `sync` "full" each answer waits until the disk has what it tells; "normal" leaves that to the system. A
    database has that among its own settings. With a `share` others have the store too, and the answer's `shares` says
    who has which sandbox. Raises `StoreError`.
    """
    if place is None:
        if share:
            raise StoreError("a store in memory cannot be shared; name a file, or a PostgreSQL database")
        return MemoryStore()
    if is_database(str(place)):
        return PostgresStore(str(place), seconds=clock.real_seconds, share=share)
    return SqliteStore(place, alone=share is None, sync=sync, share=share)
