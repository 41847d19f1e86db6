"""The SQLite file: what it is told from, what is refused, and what survives."""

from __future__ import annotations

import os
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from simulator import World, open_store
from simulator.store import Conflict, StoreError
from simulator.store.sqlite import SqliteStore
from tests.simulator.company import Company
from tests.simulator.store.test_stores import BIRTH, row


def refusal(path: Path) -> str:
    with pytest.raises(StoreError) as refused:
        SqliteStore(path)
    return str(refused.value)


def change(path: Path, *statements: str) -> None:
    """Change a file behind the store's back."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def a_store(path: Path) -> Path:
    store = SqliteStore(path)
    store.create("one", BIRTH)
    store.append("one", row(1))
    store.close()
    return path


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert [name for name, _ in SqliteStore(a_store(tmp_path / "empty")).sandboxes()] == ["one"]


def test_a_text_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("shopping: milk, bread\n" * 100)
    assert "name a file that dunbox made, or a new one" in refusal(path)
    assert path.read_text().startswith("shopping")


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    change(path, "CREATE TABLE log (a)", "INSERT INTO log VALUES (1)")
    before = path.read_bytes()
    assert "another program's database" in refusal(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("version", "age"), [(0, "an older"), (3, "a newer"), (999, "a newer")])
def test_a_store_of_another_format_is_refused_with_both_numbers(
    tmp_path: Path, version: int, age: str
) -> None:
    path = a_store(tmp_path / "log.sqlite")
    change(path, f"PRAGMA user_version={version}")
    before = path.read_bytes()
    said = refusal(path)
    assert f"format {version}, of {age} version of dunbox" in said
    assert "reads formats 1 and 2: open it with the version that wrote it" in said
    assert path.read_bytes() == before


def test_a_store_of_the_format_without_snapshots_is_read_and_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    company = Company(world=World(store=SqliteStore(path))).activate()
    company.world.store.close()
    change(path, "DROP TABLE cell", "DROP TABLE mark", "DROP TABLE snapshot", "PRAGMA user_version=1")
    world = World(store=open_store(path))
    assert world.sandboxes[0].facts() == company.sandbox.facts()
    world.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT number FROM snapshot").fetchone() == (company.sandbox.rows,)
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "log.sqlite"
    said = refusal(path)
    assert str(path) in said
    assert "a folder that exists" in said


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    path = a_store(tmp_path / "log.sqlite")
    path.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        refusal(path)
    finally:
        tmp_path.chmod(0o700)


def test_the_key_survives_and_with_it_secrets_and_tokens(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    company = Company(world=World(store=SqliteStore(path)))
    token, secret = company.client.token, company.client.words["client_secret"]
    company.world.close()
    again = World(store=SqliteStore(path))
    assert again.get("1").endpoints("x")["maventa"]["client_secret"] == secret
    found = again.by_token(token)
    assert found is not None
    assert found[0] is again.get("1")
    again.close()


def test_two_writers_of_one_file_cannot_write_the_same_row(tmp_path: Path) -> None:
    path = a_store(tmp_path / "log.sqlite")
    one, other = SqliteStore(path), SqliteStore(path)
    one.append("one", row(2))
    with pytest.raises(Conflict, match="row 2 of sandbox 'one' is written already"):
        other.append("one", row(2))
    one.close()
    other.close()


def test_a_world_that_another_has_overtaken_says_so_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    first = Company(world=World(store=SqliteStore(path)))
    second = World(store=SqliteStore(path))
    first.ask()
    from_second = second.get("1")
    with pytest.raises(StoreError):
        from_second.put_debtor("acme", {"kind": "company"})
    assert from_second.facts() == []
    for world in (first.world, second):
        world.close()


def test_a_file_that_a_server_has_opened_is_refused_to_a_second_one(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    first = open_store(path)
    with pytest.raises(StoreError, match="in use by another process"):
        open_store(path)
    first.create("one", BIRTH)
    first.close()
    second = open_store(path)
    assert [name for name, _ in second.sandboxes()] == ["one"]
    second.close()


def test_a_file_that_another_program_has_opened_is_refused_to_a_server(tmp_path: Path) -> None:
    path = a_store(tmp_path / "log.sqlite")
    other = sqlite3.connect(path)
    assert other.execute("SELECT count(*) FROM log").fetchone() == (1,)
    with pytest.raises(StoreError, match="in use by another process"):
        open_store(path)
    other.close()
    open_store(path).close()


def test_a_guard_is_gone_with_its_server_and_one_that_was_left_keeps_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    guard = tmp_path / "log.sqlite-lock"
    guard.touch()
    store = open_store(path)
    assert guard.exists()
    store.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["log.sqlite"]


def test_a_file_that_is_refused_is_left_without_a_guard(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("shopping: milk, bread\n" * 100)
    with pytest.raises(StoreError):
        open_store(path)
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_that_can_no_longer_be_written_is_a_store_error(tmp_path: Path) -> None:
    path = a_store(tmp_path / "log.sqlite")
    store = SqliteStore(path)
    change(path, "DROP TABLE log")
    with pytest.raises(StoreError, match="log"):
        store.append("one", row(2))
    store.close()


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("facts", '[{"kind": "planet_found"}]'),
        ("facts", '[{"kind": "kyc_passed", "new": 1}]'),
        ("facts", '[{"kind": "kyc_passed"}]'),
        ("facts", "[1]"),
        ("facts", "[{"),
        ("command", '{"kind": "planet_found"}'),
        ("at", "yesterday"),
    ],
)
def test_a_sandbox_with_a_row_that_this_version_cannot_read_is_set_aside_with_the_reason(
    tmp_path: Path, column: str, written: str
) -> None:
    path = tmp_path / "log.sqlite"
    company = Company(world=World(store=SqliteStore(path)))
    company.ask()
    company.world.close()
    change(path, f"UPDATE log SET {column} = '{written}'")  # noqa: S608 - written here, for a file of our own
    world = World(store=SqliteStore(path))
    assert world.sandboxes == []
    assert f"row 1 of sandbox '1' in {path} cannot be read" in world.unread.why["1"]
    world.close()


def test_a_removed_sandbox_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    company = Company(world=World(store=SqliteStore(path))).activate()
    company.world.remove("1")
    company.world.close()
    connection = sqlite3.connect(path)
    left = "SELECT (SELECT count(*) FROM log) + (SELECT count(*) FROM sandbox)"
    assert connection.execute(left).fetchone()[0] == 0
    connection.close()


def test_amounts_that_a_scenario_states_as_decimals_are_kept_in_a_file(tmp_path: Path) -> None:
    company = Company(world=World(store=SqliteStore(tmp_path / "log.sqlite")))
    company.sandbox.put_debtor(
        "acme", {"kind": "company", "pays": {"after": "due", "days": 3, "amount": Decimal("400.00")}}
    )
    invoice = {"number": "1001", "due_date": "2026-01-28", "total": Decimal("1240.00"), "currency": "EUR"}
    company.sandbox.put_invoice("1001", invoice, "acme", True)
    company.until("2026-02-02T12:00")
    assert [fact["amount"]["amount"] for fact in company.facts("creditor_paid")] == ["400.00"]
    company.world.close()


def test_a_copy_of_many_rows_is_whole(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "db")
    store.create("one", BIRTH)
    for number in range(1, 452):
        store.append("one", row(number))
    store.copy("one", "two", BIRTH, 450)
    assert list(store.rows("two")) == list(store.rows("one"))[:450]


def test_a_copy_of_a_sandbox_that_is_removed_meanwhile_leaves_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "db")
    store.create("one", BIRTH)
    store.append("one", row(1))
    with pytest.raises(StoreError, match="'one' was removed while it was copied"):
        store.copy("one", "two", BIRTH, 2)
    assert store.sandboxes() == [("one", BIRTH)]
    assert list(store.rows("two")) == []
    store.create("two", BIRTH)


def test_a_copy_that_a_crash_broke_off_is_seen_by_nobody_and_gone_at_the_next_start(tmp_path: Path) -> None:
    path = a_store(tmp_path / "db")
    rows = "INSERT INTO log SELECT 'half', number, at, command, facts FROM log"
    change(path, "INSERT INTO sandbox (id, birth) VALUES ('half', CAST('null' AS BLOB))", rows)
    beside = SqliteStore(path)
    assert "half" not in dict(beside.sandboxes())
    with pytest.raises(Conflict):
        beside.create("half", BIRTH)
    beside.close()
    SqliteStore(path, alone=True).close()
    again = SqliteStore(path)
    again.create("half", BIRTH)
    assert list(again.rows("half")) == []


@pytest.mark.parametrize(("sync", "level"), [("normal", 1), ("full", 2)])
def test_a_file_is_written_with_the_care_that_was_asked_for(tmp_path: Path, sync: str, level: int) -> None:
    store = open_store(tmp_path / "log.sqlite", sync)
    assert isinstance(store, SqliteStore)
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (level,)
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()


def test_a_server_without_a_file_is_not_told_how_to_write_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["serve", "--port", "0", "--sync", "full"]) == 2
    assert "give --db FILE too, or leave it out" in capsys.readouterr().err


@pytest.mark.parametrize("version", [0, 3])
def test_a_server_refuses_the_store_of_another_version_with_a_sentence(
    tmp_path: Path, version: int, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_store(tmp_path / "log.sqlite")
    change(path, f"PRAGMA user_version={version}")
    assert exit_code_of(["serve", "--port", "0", "--db", str(path)]) == 2
    assert "open it with the version that wrote it" in capsys.readouterr().err


def test_who_opens_a_file_for_reading_changes_nothing_and_makes_none(tmp_path: Path) -> None:
    path = a_store(tmp_path / "log.sqlite")
    before = path.read_bytes()
    store = SqliteStore(path, reading=True)
    assert [name for name, _ in store.sandboxes()] == ["one"]
    with pytest.raises(StoreError, match="readonly"):
        store.append("one", row(2))
    store.close()
    assert path.read_bytes() == before
    with pytest.raises(StoreError):
        SqliteStore(tmp_path / "nothing", reading=True)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.skipif(os.name == "nt", reason="there files are kept from others in another way")
def test_a_new_store_is_for_nobody_else_to_read_and_one_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        store = SqliteStore(tmp_path / "log.sqlite")
        store.create("one", BIRTH)
        assert {each.name: each.stat().st_mode & 0o077 for each in tmp_path.iterdir()} == {
            "log.sqlite": 0,
            "log.sqlite-shm": 0,
            "log.sqlite-wal": 0,
        }
        store.close()
        (tmp_path / "log.sqlite").chmod(0o640)
        SqliteStore(tmp_path / "log.sqlite").close()
    finally:
        os.umask(before)
    assert (tmp_path / "log.sqlite").stat().st_mode & 0o777 == 0o640
