"""A sandbox that this version cannot read is set aside with a sentence, and the others of its store are served."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from conformance.cli import exit_code_of
from simulator import Refused, Request, World, open_store
from simulator.http.core import HARNESS_ERROR
from simulator.store import Unreadable
from tests.postgres import Postgres
from tests.simulator.stage import Stage
from tests.simulator.store.test_doctor import two_companies
from tests.simulator.store.test_snapshots import change

NEWER = """UPDATE log SET facts = '[{"kind": "planet_found"}]' WHERE sandbox = '1' AND number = 7"""
NO_SNAPSHOT = "DELETE FROM snapshot"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    two_companies(path)
    change(path, NO_SNAPSHOT)
    return path


def test_facts_that_a_newer_version_wrote_keep_their_sandbox_out_and_no_other(file: Path) -> None:
    change(file, NEWER)
    world = World(store=open_store(file))
    assert [each.id for each in world.sandboxes] == ["2"]
    with pytest.raises(Unreadable) as told:
        world.get("1")
    assert "sandbox '1' is not served: row 7 of sandbox '1' in" in str(told.value)
    assert "this version knows no record of the kind 'planet_found': a newer one wrote it" in str(told.value)
    assert "open it with the version of dunbox that wrote it" in str(told.value)
    heard = Stage(world).raw(Request("GET", "/control/v1/sandboxes/1"))
    assert (heard.status, heard.json["detail"]) == (503, str(told.value))
    assert HARNESS_ERROR.lower() not in heard.headers
    assert Stage(world).control("GET", "/sandboxes/2").status == 200
    world.close()


def test_in_a_database_too(postgres: Postgres, database: str) -> None:
    world = World(store=open_store(database))
    for name in ("1", "2"):
        sandbox = world.create(name=name)
        sandbox.put_debtor("acme", {"kind": "company"})
    world.close()
    postgres.ask(database, NEWER.replace("7", "1"))
    postgres.ask(database, NO_SNAPSHOT)
    world = World(store=open_store(database))
    assert [each.id for each in world.sandboxes] == ["2"]
    assert "planet_found" in world.unread.why["1"]
    world.close()


def test_facts_that_do_not_follow_keep_their_sandbox_out_and_no_other(file: Path) -> None:
    change(
        file,
        "UPDATE log SET facts = '[]' WHERE sandbox = '1' AND CAST(facts AS TEXT) LIKE '%\"case_opened\"%'",
    )
    world = World(store=open_store(file))
    assert [each.id for each in world.sandboxes] == ["2"]
    assert "its log cannot be followed" in world.unread.why["1"]
    assert "`dunbox doctor` says where" in world.unread.why["1"]
    world.close()


def test_its_id_stays_taken_and_it_can_be_removed(file: Path) -> None:
    change(file, NEWER)
    world = World(store=open_store(file))
    with pytest.raises(Refused, match="'1' exists already"):
        world.create(name="1")
    world.remove("1")
    assert world.create(name="1").facts() == []
    world.close()


def test_nothing_of_it_is_changed_so_that_the_version_that_wrote_it_can_read_it(file: Path) -> None:
    change(file, NEWER)
    before = exported(file)
    World(store=open_store(file)).close()
    assert exported(file) == before


def exported(file: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT * FROM log WHERE sandbox = '1' ORDER BY number").fetchall()
    connection.close()
    return rows


def test_it_is_not_exported_and_the_other_is(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, NEWER)
    folder = file.parent / "out"
    assert exit_code_of(["export", "--db", str(file), "--all", "--to", str(folder)]) == 2
    assert "sandbox 1 is not exported: row 7 of sandbox '1' in" in capsys.readouterr().err
    assert [each.name for each in folder.iterdir()] == ["2.jsonl.gz"]
