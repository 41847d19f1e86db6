"""The store in PostgreSQL: what it makes, what it refuses, and who may have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from simulator import World, examined, open_store
from simulator.store import StoreError, session
from simulator.store.postgres import PostgresStore
from tests.postgres import Postgres
from tests.simulator.company import Company
from tests.simulator.store.test_stores import BIRTH, opened, row

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"


def a_store(url: str) -> str:
    store = opened(url)
    store.create("one", BIRTH)
    store.append("one", row(1))
    store.close()
    return url


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as refused:
        opened(url)
    return str(refused.value)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a lock that somebody else has."""
    monkeypatch.setattr(session, "_WAITS", "1ms")


def test_an_empty_schema_becomes_a_store_and_is_one_from_then_on(database: str) -> None:
    store = opened(a_store(database))
    assert store.sandboxes() == [("one", BIRTH)]
    assert list(store.rows("one")) == [row(1)]
    store.close()


def test_another_programs_tables_are_refused_and_left_alone(postgres: Postgres, database: str) -> None:
    postgres.ask(database, "CREATE TABLE log (a integer)")
    assert "another program's tables are in postgresql://postgres@/postgres" in refusal(database)
    assert postgres.ask(database, TABLES) == [("log",)]


@pytest.mark.parametrize("version", [0, 3, 999])
def test_a_store_of_another_format_is_refused_with_both_numbers(
    postgres: Postgres, database: str, version: int
) -> None:
    postgres.ask(a_store(database), "UPDATE dunbox SET format = %s", version)
    said = refusal(database)
    assert f"is a store of format {version}" in said
    assert "reads formats 1 to 2: open it with the version that wrote it" in said


def test_a_store_of_the_format_without_snapshots_is_read_and_gets_them(
    postgres: Postgres, database: str
) -> None:
    company = Company(world=World(store=opened(database))).activate()
    company.world.store.close()
    postgres.ask(database, "DROP TABLE cell, mark, snapshot")
    postgres.ask(database, "UPDATE dunbox SET format = 1")
    world = World(store=opened(database))
    assert world.sandboxes[0].facts() == company.sandbox.facts()
    world.close()
    assert postgres.ask(database, "SELECT number FROM snapshot") == [(company.sandbox.rows,)]
    assert postgres.ask(database, "SELECT format FROM dunbox") == [(2,)]


def test_a_search_path_without_a_schema_is_refused(postgres: Postgres) -> None:
    assert "no schema" in refusal(postgres.url("&options=-csearch_path%3Dnowhere"))


def test_a_database_that_has_not_every_letter_is_refused(postgres: Postgres) -> None:
    postgres.ask(postgres.url(), "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    assert "encoded in LATIN1" in refusal(postgres.url("&dbname=latin"))


def test_a_server_that_is_not_there_is_named_without_the_password(tmp_path: Path) -> None:
    said = refusal(f"postgresql://dun:gr%C3%A4s1@/box?host={tmp_path}")
    assert "postgresql://dun@/box cannot be reached" in said
    assert "gräs1" not in said


def test_a_url_that_cannot_be_read_is_not_repeated() -> None:
    said = refusal("postgresql://dun:secret%ZZ@host/box")
    assert "written like postgresql://user@host:5432/database" in said
    assert "secret" not in said


def test_a_server_keeps_others_out_until_it_is_closed(database: str, impatient: None) -> None:
    first = opened(database)
    assert "in use by another process of dunbox" in refusal(database)
    with pytest.raises(StoreError, match="in use by another process"):
        list(examined(database))
    first.close()
    opened(database).close()


def test_who_reads_keeps_servers_out_and_no_reader_and_changes_nothing(
    database: str, impatient: None
) -> None:
    a_store(database)
    one, other = opened(database, reading=True), opened(database, reading=True)
    assert one.sandboxes() == other.sandboxes() == [("one", BIRTH)]
    with pytest.raises(StoreError, match="read-only"):
        one.append("one", row(2))
    assert "in use by another process" in refusal(database)
    one.close()
    other.close()
    opened(database).close()


def test_two_schemas_of_one_database_are_two_stores(postgres: Postgres) -> None:
    stores = [opened(postgres.schema()) for _ in range(2)]
    for nth, store in enumerate(stores):
        store.create(f"of {nth}", BIRTH)
    assert [store.sandboxes()[0][0] for store in stores] == ["of 0", "of 1"]
    for store in stores:
        store.close()


def test_a_copy_that_was_broken_off_is_seen_by_nobody_and_gone_at_the_next_start(
    postgres: Postgres, database: str
) -> None:
    postgres.ask(a_store(database), "INSERT INTO sandbox (id, birth) VALUES ('half', 'null')")
    postgres.ask(database, "INSERT INTO log SELECT 'half', number, at, command, facts FROM log")
    beside = opened(database, reading=True)
    assert dict(beside.sandboxes()) == {"one": BIRTH}
    beside.close()
    again = opened(database)
    again.create("half", BIRTH)
    assert list(again.rows("half")) == []
    again.close()


def test_a_copy_of_many_rows_is_whole_and_one_of_a_removed_sandbox_leaves_nothing(database: str) -> None:
    store = opened(database)
    store.create("one", BIRTH)
    for number in range(1, 252):
        store.append("one", row(number))
    store.copy("one", "two", BIRTH, 250)
    assert list(store.rows("two")) == list(store.rows("one"))[:250]
    with pytest.raises(StoreError, match="'one' was removed while it was copied"):
        store.copy("one", "three", BIRTH, 252)
    assert [name for name, _ in store.sandboxes()] == ["one", "two"]
    assert list(store.rows("three")) == []
    store.close()


def test_the_doctor_finds_a_database_sound_or_says_what_is_wrong(
    postgres: Postgres, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    company = Company(world=World(store=open_store(database))).activate()
    company.world.close()
    assert exit_code_of(["doctor", "--db", database]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "sound  database: can be read"
    assert said[1].startswith(f"sound  sandbox 1: {company.sandbox.rows} rows")
    postgres.ask(database, "DELETE FROM log WHERE number = 2")
    assert exit_code_of(["doctor", database]) == 1
    assert "row 2 of the log is missing" in capsys.readouterr().out


def test_the_doctor_makes_no_store(
    postgres: Postgres, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["doctor", database]) == 2
    assert "there is no store in postgresql://postgres@/postgres" in capsys.readouterr().err
    assert postgres.ask(database, TABLES) == []


def test_the_doctor_wants_to_know_of_which_store(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["doctor"]) == 2
    assert "no store is named" in capsys.readouterr().err


def test_how_a_database_writes_is_no_option_of_the_server(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["serve", "--port", "0", "--db", database, "--sync", "full"]) == 2
    assert "synchronous_commit" in capsys.readouterr().err


def test_the_store_may_stand_in_the_environment(
    database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(database)
    monkeypatch.setattr(session, "_WAITS", "1ms")
    monkeypatch.setenv("DUNBOX_DB", database)
    for command in (["serve", "--port", "0"], ["doctor"]):
        assert exit_code_of(command) == 2
        assert "in use by another process" in capsys.readouterr().err
    store.close()


def test_an_empty_store_is_refused_instead_of_keeping_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["serve", "--port", "0", "--db", ""]) == 2
    assert "--db is empty" in capsys.readouterr().err


def test_the_key_survives_and_with_it_secrets_and_tokens(database: str) -> None:
    company = Company(world=World(store=open_store(database)))
    token, secret = company.client.token, company.client.words["client_secret"]
    company.world.close()
    store = open_store(database)
    assert isinstance(store, PostgresStore)
    again = World(store=store)
    assert again.get("1").endpoints("x")["maventa"]["client_secret"] == secret
    found = again.by_token(token)
    assert found is not None
    assert found[0] is again.get("1")
    again.close()
