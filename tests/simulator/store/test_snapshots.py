"""Snapshots: a sandbox that is read from one, and the rows after it, is the one that its whole log tells of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import World, examined
from simulator.domain.commands import MakeComment
from simulator.keeping import keeper
from simulator.keeping.image import image
from simulator.keeping.shelf import Shelf
from simulator.store import Cell, Head, StoreError, cells
from simulator.store.memory import MemoryStore
from simulator.store.sqlite import SqliteStore
from simulator.store.written import EVERY
from tests.simulator.company import Company
from tests.simulator.control.test_fork import HOOK
from tests.simulator.engine.test_every_cent import NUMBERS, TOTALS, Walk, walks
from tests.simulator.stage import KEY
from tests.simulator.store.test_restoring import STORY, shown


def opened(path: Path, every: int = 3) -> SqliteStore:
    return SqliteStore(path, alone=True, every=every)


def company_of(world: World) -> Company:
    """The company of the only sandbox of a world."""
    company = object.__new__(Company)
    company.world, company.stage = world, type(Company(world=World(key=KEY)).stage)(world)
    company.take(world.sandboxes[0])
    return company


def walk(company: Company, invoices: dict[str, str], steps: list[Any]) -> None:
    """Take steps with a company that has begun, and reckon after each."""
    taken = object.__new__(Walk)
    taken.company, taken.invoices = company, invoices
    taken.take(steps)


@contextmanager
def read_again(path: Path, every: int = 3) -> Iterator[Company]:
    world = World(store=opened(path, every))
    yield company_of(world)
    world.store.close()


def from_the_log(path: Path) -> Company:
    """The company as its log alone makes it."""
    store = SqliteStore(path)
    apart = MemoryStore()
    apart.key(store.key(KEY))
    for sandbox, birth in store.sandboxes():
        apart.create(sandbox, birth)
        for row in store.rows(sandbox):
            apart.append(sandbox, row)
    store.close()
    return company_of(World(store=apart))


def seen(company: Company) -> str:
    """Everything that a client or a tester can see, in its order."""
    return repr(shown(company))


def change(path: Path, statement: str, *values: Any) -> None:
    """Change a file behind the store's back."""
    connection = sqlite3.connect(path)
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def number_of(path: Path) -> int | None:
    """The row of the log at which the snapshot stands."""
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT number FROM snapshot").fetchone()
    connection.close()
    return found[0] if found else None


def begun(world: World) -> tuple[Company, dict[str, str]]:
    company = Company(world=world).activate()
    invoices = {number: company.send(number, TOTALS[number]) for number in NUMBERS}
    company.until("2026-02-04T09:00")
    for number in NUMBERS[:2]:
        company.transfer(invoices[number])
    company.until("2026-02-04T12:00")
    return company, invoices


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The file of a company with cases, and its invoices; nobody has it open."""
    path = tmp_path_factory.mktemp("started") / "log.sqlite"
    company, invoices = begun(World(key=KEY, store=opened(path)))
    company.world.close()
    return path, invoices


@settings(max_examples=25)
@given(first=walks, second=walks, every=st.integers(1, 12), rested=st.booleans())
def test_snapshot_and_rest_of_the_log_are_the_whole_log_and_the_life_that_goes_on(
    started: tuple[Path, dict[str, str]], first: list[Any], second: list[Any], every: int, rested: bool
) -> None:
    file, invoices = started
    twin = from_the_log(file)
    with TemporaryDirectory() as folder:
        path = Path(copy(file, folder))
        with read_again(path, every) as lives:
            for each in (lives, twin):
                walk(each, invoices, first)
            assert image(lives.sandbox) == image(twin.sandbox)
            if rested:
                lives.sandbox.rest()
        assert image(from_the_log(path).sandbox) == image(twin.sandbox)
        with read_again(path, every) as again:
            assert again.sandbox.rows == lives.sandbox.rows
            for each in (again, twin):
                walk(each, invoices, second)
            assert seen(again) == seen(twin)
            assert image(again.sandbox) == image(twin.sandbox)
        with read_again(path, every) as again:
            assert image(again.sandbox) == image(twin.sandbox)
            assert seen(again) == seen(twin)


@pytest.mark.parametrize("every", [1, 4, 1000])
def test_a_story_read_again_after_each_step_goes_on_as_if_it_had_not_been(tmp_path: Path, every: int) -> None:
    path = tmp_path / "log.sqlite"
    twin = Company(world=World(key=KEY))
    Company(world=World(key=KEY, store=opened(path, every))).world.store.close()
    for step in STORY:
        step(twin)
        with read_again(path, every) as again:
            step(again)
            assert seen(again) == seen(twin)
        with read_again(path, every) as again:
            assert image(again.sandbox) == image(twin.sandbox)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The file of a company with cases, whose snapshot is some rows old."""
    path = tmp_path / "log.sqlite"
    company, _ = begun(World(key=KEY, store=opened(path, 7)))
    company.pay("1001", "20.00")
    company.world.store.close()
    assert number_of(path) is not None
    return path


DAMAGES: dict[str, str] = {
    "a byte of each entry": "UPDATE cell SET value = CAST(substr(value, 1, 9) || 'x' || substr(value, 11) AS BLOB)",
    "a byte of the cases": "UPDATE cell SET value = CAST('x' || substr(value, 2) AS BLOB) WHERE part = 'cases'",
    "entries that are cut": "UPDATE cell SET value = substr(value, 1, 12)",
    "empty entries": "UPDATE cell SET value = ''",
    "no entries": "DELETE FROM cell",
    "a lost case": "DELETE FROM cell WHERE id = (SELECT min(id) FROM cell WHERE part = 'cases')",
    "a lost deadline": "DELETE FROM cell WHERE id = (SELECT min(id) FROM cell WHERE part = 'agenda')",
    "a lost list": "DELETE FROM cell WHERE part = 'case_events'",
    "a damaged head": "UPDATE snapshot SET rest = CAST(rest || 'x' AS BLOB)",
    "a number that the log has not": "UPDATE snapshot SET number = number + 1000",
    "another row's number": "UPDATE snapshot SET number = number - 1",
    "no marks": "DELETE FROM mark",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_is_wrong_with_a_snapshot_the_log_is_the_truth(kept: Path, damage: str) -> None:
    change(kept, DAMAGES[damage])
    expected = from_the_log(kept)
    with read_again(kept) as again:
        assert seen(again) == seen(expected)
        for each in (again, expected):
            each.pass_to(each.sandbox.add_banking_days(each.sandbox.now, 10))
        assert seen(again) == seen(expected)
        assert image(again.sandbox) == image(expected.sandbox)
    with read_again(kept) as again:
        assert image(again.sandbox) == image(expected.sandbox)


def test_a_snapshot_that_another_program_wrote_is_thrown_away_unread(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = from_the_log(kept)
    monkeypatch.setattr(keeper, "program", lambda: "another")
    with read_again(kept, 10_000) as again:
        assert image(again.sandbox) == image(expected.sandbox)
    assert number_of(kept) is None


def test_a_start_reads_the_rows_after_the_snapshot_and_no_others(kept: Path) -> None:
    number = number_of(kept)
    change(kept, "UPDATE log SET facts = '[{}]' WHERE number < ?", number)
    with read_again(kept, 10_000) as again:
        assert again.client.get("/v1/assignments/overview")["open"] == 2
        assert again.sandbox.rows > (number or 0)


def test_a_start_replays_less_than_the_rows_between_two_snapshots(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    company, _ = begun(World(key=KEY, store=SqliteStore(path, alone=True)))
    case = company.sandbox.case_id("1001")
    while company.sandbox.rows % EVERY != EVERY - 1:
        company.sandbox.handle(MakeComment(case=case, text="The debtor has moved."))
    company.world.store.close()
    assert number_of(path) is None
    with read_again(path, EVERY) as again:
        again.sandbox.handle(MakeComment(case=case, text="And again."))
        assert number_of(path) == again.sandbox.rows == EVERY
        expected = from_the_log(path)
        assert image(again.sandbox) == image(expected.sandbox)


def test_a_world_that_is_closed_leaves_a_snapshot_of_its_last_row(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    company, _ = begun(World(key=KEY, store=opened(path, 10_000)))
    company.world.store.close()
    assert number_of(path) is None
    with read_again(path, 10_000) as again:
        again.world.close()
    assert number_of(path) == company.sandbox.rows


def test_where_a_snapshot_can_no_longer_be_read_nothing_more_is_taken_until_the_next_start(
    kept: Path,
) -> None:
    with read_again(kept, 10_000) as again:
        store = again.world.store
        assert isinstance(store, SqliteStore)
        store._connection.execute("ALTER TABLE cell RENAME TO gone")
        with pytest.raises(StoreError, match="no such table"):
            again.pay("1001", "1.00")
        store._connection.execute("ALTER TABLE gone RENAME TO cell")
        with pytest.raises(StoreError, match="start the server again"):
            again.pay("1001", "1.00")
    expected = from_the_log(kept)
    with read_again(kept) as again:
        assert image(again.sandbox) == image(expected.sandbox)
        again.pay("1001", "1.00")


def test_a_removed_sandbox_takes_its_snapshot_with_it(kept: Path) -> None:
    with read_again(kept) as again:
        again.world.remove(again.sandbox.id)
    connection = sqlite3.connect(kept)
    tables = ("cell", "mark", "snapshot")
    assert [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables] == [0, 0, 0]  # noqa: S608 - names from here
    connection.close()


@pytest.mark.parametrize("limit", [1, 2, 7, 1000])
def test_facts_of_before_the_snapshot_are_read_from_the_log_page_by_page(kept: Path, limit: int) -> None:
    whole = from_the_log(kept).sandbox.facts()
    with read_again(kept) as again:
        found: list[dict[str, Any]] = []
        while page := again.sandbox.facts(len(found), limit):
            found += page
        assert found == whole
        assert again.sandbox.facts() == whole


def test_the_first_page_of_a_list_reads_no_more_than_that_page(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with read_again(kept) as again:
        again.sandbox.rest()
    read: list[str] = []
    real: Callable[..., Any] = Shelf.read

    def counted(shelf: Shelf, key: str, number: int) -> Any:
        read.append(key)
        return real(shelf, key, number)

    monkeypatch.setattr(Shelf, "read", counted)
    with read_again(kept) as again:
        [shown] = again.client.get("/v1/assignments", "per_page=1")
    assert sorted(read) == sorted((shown["id"], shown["invoice_id"]))


def test_what_was_read_and_not_changed_is_not_written_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with read_again(kept, 10_000) as again:
        again.sandbox.rest()
    written: list[str] = []
    real: Callable[..., Cell] = Shelf.cell

    def counted(shelf: Shelf, key: str, number: int, value: Any) -> Cell:
        written.append(key)
        return real(shelf, key, number, value)

    monkeypatch.setattr(Shelf, "cell", counted)
    with read_again(kept, 10_000) as again:
        client = again.client
        first, second = [case["id"] for case in client.get("/v1/assignments", "per_page=2")]
        for case in (first, second):
            assert client.get(f"/v1/assignments/{case}")["events"]
        client.call("POST", f"/v1/assignments/{second}/events", {"type": "comment", "text": "Moved."})
        again.sandbox.rest()
    assert [key for key in written if key] == [second]
    expected = from_the_log(kept)
    with read_again(kept) as again:
        assert image(again.sandbox) == image(expected.sandbox)


def test_what_a_fork_does_not_tell_is_in_no_snapshot_of_it(tmp_path: Path) -> None:
    world = World(store=opened(tmp_path / "db"))
    company = Company(world=world).activate()
    company.client.call("POST", "/v1/company/notifications", HOOK)
    company.open_case()
    company.banking_days(12)
    assert company.sandbox.outbox.messages
    fork = world.fork(company.sandbox, "fork")
    fork.run_until(fork.now + timedelta(days=20))
    before = image(fork)
    world.close()
    assert [finding.wrong for finding in examined(tmp_path / "db")] == [[], [], []]
    again = World(store=opened(tmp_path / "db"))
    assert image(again.get("fork")) == before
    assert (before["messages"], before["waiting"]) == ({}, [])
    again.close()


def test_a_snapshot_that_begins_anew_is_written_in_parts_and_whole_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "_AT_ONCE", 2)
    store = opened(tmp_path / "db")
    store.create("one", {})
    kept = store.cells("one")
    assert kept is not None

    def some(count: int) -> Iterator[Cell]:
        yield from (Cell("part", number, str(number), b"new") for number in range(count))

    def broken() -> Iterator[Cell]:
        yield from (Cell("part", number, "broken", b"old") for number in range(5))
        raise StoreError("the disk is full")

    kept.write(Head(1, 1, b""), some(2), [], anew=True)
    with pytest.raises(StoreError):
        kept.write(Head(2, 2, b""), broken(), [], anew=True)
    assert kept.head() is None
    assert kept.keys("part")
    for count in (0, 1, 4, 5):
        kept.write(Head(3, 3, b""), some(count), [], anew=True)
        assert kept.head() == Head(3, 3, b"")
        assert kept.keys("part") == [(str(number), number) for number in range(count)]
    store.close()
