"""The doctor: looks through a store, sandbox by sandbox, and says in plain words what is wrong. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator import clock
from simulator.domain import ledger
from simulator.domain.commands import Reach
from simulator.domain.ledger import Unbalanced
from simulator.domain.money import Money
from simulator.domain.state import Case, State
from simulator.face import is_database
from simulator.keeping import keeper
from simulator.keeping.image import image
from simulator.keeping.shelf import Damaged
from simulator.retention.archive import Unfit
from simulator.sandbox import Sandbox
from simulator.store import Row, Store, StoreError
from simulator.store.memory import MemoryStore
from simulator.store.postgres import PostgresStore
from simulator.store.sqlite import SqliteStore
from simulator.world import World

_BACKUP = "take the file from a backup, or remove this sandbox"
_REPORT = "this is a defect of dunbox: please report it"
_MOST = 5  # of one kind that are told


@dataclass(slots=True)
class Finding:
    """What was found of one sandbox, or of the file as a whole (`sandbox` None): how large it is, and what is wrong."""

    sandbox: str | None
    rows: int = 0
    facts: int = 0
    cases: int = 0
    snapshot: str = "no snapshot"
    wrong: list[str] = field(default_factory=list)


class Wrong(Exception):
    """Why a log cannot be read on."""


def examined(place: Path | str) -> Iterator[Finding]:
    """Look through a store: the file or the database first, then each sandbox.

    Raises `StoreError` for what is no store of dunbox.
    """
    store = opened(place)
    try:
        complaints = store.complaints()
        yield Finding(
            None, wrong=[f"it is damaged ({each}); take it from a backup" for each in complaints[:1]]
        )
        world = World(store=MemoryStore())
        for sandbox, birth in _sandboxes(store, damaged=bool(complaints)):
            yield _examined(world, store, sandbox, birth)
    finally:
        store.close()


def opened(place: Path | str) -> SqliteStore | PostgresStore:
    """Open a store to read it; raises `StoreError` for what is none, or in use."""
    if is_database(str(place)):
        return PostgresStore(str(place), seconds=clock.real_seconds, reading=True)
    if not Path(place).is_file():
        raise StoreError(f"there is no file {place}; name one that `dunbox serve --db` made")
    return SqliteStore(place, reading=True)


def _sandboxes(store: Store, *, damaged: bool) -> list[tuple[str, dict[str, Any]]]:
    """The sandboxes that can be found; in a damaged file that may be none."""
    try:
        return store.sandboxes()
    except StoreError:
        if not damaged:
            raise
        return []


def _examined(world: World, store: Store, sandbox: str, birth: dict[str, Any]) -> Finding:
    found = Finding(sandbox)
    try:
        made = followed(found, world, birth, store.rows(sandbox))
    except (Wrong, StoreError) as wrong:
        found.wrong.append(f"{wrong}; {_BACKUP}")
    else:
        found.cases = len(made.state.cases)
        found.wrong += [f"{each}; {_REPORT}" for each in unsound(made)]
        _look_at_snapshot(found, world, store, birth, made)
    return found


def followed(found: Finding, world: World, birth: dict[str, Any], rows: Iterable[Row]) -> Sandbox:
    """Answer the sandbox that a log makes, apart from all others; `found` says how far it was read.

    Raises `Wrong` where the log is not sound, and whatever `rows` raises.
    """
    try:
        start = datetime.fromisoformat(birth["start"])
        return world.apart(str(found.sandbox), birth, _in_order(found, start, rows))
    except (Wrong, StoreError, Unfit):
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        if not found.rows:
            raise Wrong(f"nothing can be made of what it was born with ({said})") from error
        raise Wrong(f"row {found.rows} does not follow from the rows before it ({said})") from error


def _in_order(found: Finding, start: datetime, rows: Iterable[Row]) -> Iterator[Row]:
    """Go through the rows of a log: none is missing, time goes forward, what falls due was due, and money is moved."""
    before, due = start, dict[tuple[str, str], datetime]()
    for row in rows:
        if row.number != found.rows + 1:
            raise Wrong(f"row {found.rows + 1} of the log is missing: row {row.number} follows")
        if row.at < before:
            raise Wrong(f"row {row.number} is older than the row before it")
        found.rows, before = row.number, row.at
        found.facts += len(row.facts)
        _check_due(row, due)
        for fact in row.facts:
            try:
                ledger.check(fact)
            except Unbalanced as error:
                raise Wrong(f"row {row.number}: {error}") from error
        yield row


def _check_due(row: Row, due: dict[tuple[str, str], datetime]) -> None:
    """What a row says to have fallen due has to have been set, in an earlier row, to a time that has come."""
    if isinstance(row.command, Reach):
        subject, name = row.command.subject, row.command.name
        when = due.pop((subject, name), None)
        if when is None or when > row.at:
            raise Wrong(f"row {row.number}: {name} of {subject} was not due")
    for fact in row.facts:
        due.update(((each.subject, each.name), each.due) for each in fact.deadlines)


def unsound(made: Sandbox) -> list[str]:
    """Answer what of a sandbox, as its log makes it, does not fit together."""
    state = made.state
    booked = state.ledger
    off = {currency: minor for currency, minor in booked.trial_balance().items() if minor}
    wrong = [f"the ledger is out of balance by {Money(minor, currency)}" for currency, minor in off.items()]
    kinds: list[Callable[[Case], str | None]] = [
        lambda case: _misbooked(case, booked.balances),
        _waiting(state, {(each.subject, each.name): each.due for each in made.deadlines()}),
    ]
    for kind in kinds:
        told = [said for case in state.cases.values() if (said := kind(case))]
        more = [f"and {len(told) - _MOST} more cases like these"] if len(told) > _MOST else []
        wrong += told[:_MOST] + more
    return wrong


def _misbooked(case: Case, balances: dict[tuple[str, str], int]) -> str | None:
    """What is open of a case has to be what the ledger says."""
    for part, money in (
        ("principal", case.open_principal),
        ("fees", case.open_fees),
        ("interest", case.open_interest),
    ):
        there = balances.get((f"case:{case.id}:{part}", money.currency), 0)
        if there != money.minor:
            return (
                f"case {case.id}: open {part} is {money}, and the ledger says {Money(there, money.currency)}"
            )
    return None


def _waiting(state: State, agenda: dict[tuple[str, str], Any]) -> Callable[[Case], str | None]:
    """What an open case waits for has to stand on the agenda."""

    def lacks(case: Case) -> str | None:
        for timer in case.timers if case.closed_at is None else ():
            if timer.due > state.now and agenda.get((timer.subject, timer.name)) != timer.due:
                return f"case {case.id}: {timer.name} at {timer.due.isoformat()} is not on the agenda"
        return None

    return lacks


def _look_at_snapshot(
    found: Finding, world: World, store: Store, birth: dict[str, Any], made: Sandbox
) -> None:
    """Compare the snapshot, and the rows after it, with what the log alone makes."""
    cells = store.cells(made.id)
    if cells is None or cells.head() is None:
        return
    try:
        head, _ = keeper.sound(cells)
        found.snapshot = f"snapshot of row {head.number if head else 0}"
        alike = _from_snapshot(world, store, made.id, birth) == image(made)
    except keeper.Foreign:
        found.snapshot = "a snapshot of another version, which the next start throws away"
    except (Damaged, StoreError):
        found.wrong.append("the snapshot is damaged; nothing is lost: the next start reads the log instead")
    else:
        if not alike:
            found.wrong.append(
                f"the snapshot is not what the log says, so one of them was changed; {_BACKUP}"
            )


def _from_snapshot(world: World, store: Store, sandbox: str, birth: dict[str, Any]) -> dict[str, Any]:
    read = world.built(sandbox, birth, store)
    read.restore(store.rows(sandbox, after=read.rows))
    return image(read)
