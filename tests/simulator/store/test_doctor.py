"""`dunbox doctor`: what is sound is called so, what is damaged is found and told, and nothing is changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import orjson
import pytest

from conformance.cli import exit_code_of
from simulator import World, open_store
from simulator.keeping import keeper
from simulator.store.sqlite import SqliteStore
from tests.simulator.company import Company
from tests.simulator.stage import KEY
from tests.simulator.store.test_snapshots import change


def two_companies(path: Path) -> None:
    """A file with two sandboxes: one with cases in many states, one with none; closed as it should be."""
    world = World(key=KEY, store=open_store(path))
    company = Company(world=world).activate()
    for number in ("1001", "1002", "1003"):
        company.send(number)
    company.until("2026-02-04T09:00")
    for invoice in list(company.sandbox.state.invoices):
        company.transfer(invoice)
    company.until("2026-02-20T12:00")
    company.pay("1001")
    company.pay("1002", "100.00")
    company.until("2026-03-05T12:00")
    company.ask()
    Company(world=world).ask()
    world.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    two_companies(path)
    return path


def doctor(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code, and everything that is printed; the files are as they were."""
    before = {
        each.name: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm")
    }
    before = {name: content for name, content in before.items() if content}
    code = exit_code_of(["doctor", str(path)])
    after = {each.name: each.read_bytes() for each in path.parent.iterdir() if not each.name.endswith("-shm")}
    assert {name: content for name, content in after.items() if content} == before
    said = capsys.readouterr()
    return code, said.out + said.err


def facts_of(path: Path, kind: str) -> tuple[int, list[dict[str, Any]]]:
    """The number of the first row of sandbox 1 with a fact of this kind, and its facts."""
    connection = sqlite3.connect(path)
    for number, facts in connection.execute(
        "SELECT number, facts FROM log WHERE sandbox = '1' ORDER BY number"
    ):
        decoded = orjson.loads(facts)
        if any(fact["kind"] == kind for fact in decoded):
            connection.close()
            return number, decoded
    raise LookupError(kind)


def edit(path: Path, kind: str, **words: Any) -> None:
    """Change fields of the first fact of a kind, as somebody might by hand."""
    number, facts = facts_of(path, kind)
    for fact in facts:
        fact.update(words if fact["kind"] == kind else {})
    change(path, "UPDATE log SET facts = ? WHERE sandbox = '1' AND number = ?", orjson.dumps(facts), number)


def test_a_sound_store_has_a_line_for_the_file_and_for_each_sandbox(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = doctor(file, capsys)
    assert code == 0
    lines = said.splitlines()
    assert [line.split(":")[0] for line in lines] == ["sound  file", "sound  sandbox 1", "sound  sandbox 2"]
    assert "3 cases, snapshot of row " in lines[1]


def test_a_store_that_a_killed_server_left_is_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its last rows are in the write-ahead log only, and its snapshot is some rows old."""
    path = tmp_path / "killed.db"
    store = SqliteStore(path, alone=True, every=5)
    company = Company(world=World(key=KEY, store=store)).activate()
    company.open_case()
    left = tmp_path / "left"
    left.mkdir()
    for each in tmp_path.glob("killed.db*"):
        (left / each.name).write_bytes(each.read_bytes())
    code, said = doctor(left / "killed.db", capsys)
    assert (code, "1 cases" in said) == (0, True), said
    store.close()


def test_a_store_without_snapshots_is_examined_as_well(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, "DROP TABLE cell")
    change(file, "DROP TABLE mark")
    change(file, "DROP TABLE snapshot")
    change(file, "PRAGMA user_version=1")
    code, said = doctor(file, capsys)
    assert (code, said.count("no snapshot")) == (0, 2)


def test_a_snapshot_of_another_version_is_nothing_wrong(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "program", lambda: "another")
    code, said = doctor(file, capsys)
    assert (code, said.count("another version, which the next start throws away")) == (0, 2)


MONEY = {"amount": "1.00", "currency": "EUR"}
LOGS = {
    "a row that is gone": (
        "DELETE FROM log WHERE sandbox = '1' AND number = 5",
        "row 5 of the log is missing",
    ),
    "a first row that is gone": (
        "DELETE FROM log WHERE sandbox = '1' AND number = 1",
        "row 1 of the log is missing",
    ),
    "a fact that nobody knows": (
        """UPDATE log SET facts = '[{"kind": "planet_found"}]' WHERE sandbox = '1' AND number = 7""",
        "row 7 of sandbox '1'",
    ),
    "no JSON": ("UPDATE log SET facts = '[' WHERE sandbox = '1' AND number = 7", "row 7 of sandbox '1'"),
    "time that goes back": (
        "UPDATE log SET at = '2020-01-01T00:00:00+00:00' WHERE sandbox = '1' AND number = 9",
        "row 9 is older than the row before it",
    ),
    "facts that are gone": (
        "UPDATE log SET facts = '[]' WHERE sandbox = '1' AND CAST(facts AS TEXT) LIKE '%\"case_opened\"%'",
        "send_reminder of case:",
    ),
}


@pytest.mark.parametrize("damage", LOGS)
def test_a_log_that_is_not_as_it_was_written_is_wrong(
    file: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    statement, expected = LOGS[damage]
    change(file, statement)
    code, said = doctor(file, capsys)
    assert code == 1
    assert expected in said
    assert "from a backup" in said
    assert "wrong  sandbox 1" in said
    assert "sound  sandbox 2" in said


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("payment_received", {"principal": MONEY}, "money that comes from nowhere"),
        ("letter_sent", {"fee": MONEY}, "the snapshot is not what the log says"),
        ("case_opened", {"debtor_name": "Somebody else"}, "the snapshot is not what the log says"),
    ],
)
def test_a_fact_that_was_edited_is_found(
    file: Path, kind: str, words: dict[str, Any], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(file, kind, **words)
    code, said = doctor(file, capsys)
    assert (code, expected in said) == (1, True), said


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cell SET value = CAST(substr(value, 1, 9) || 'x' || substr(value, 11) AS BLOB) WHERE part = 'cases'",
        "DELETE FROM cell WHERE part = 'invoices'",
        "DELETE FROM cell WHERE part = 'agenda'",
        "UPDATE snapshot SET rest = CAST(rest || 'x' AS BLOB)",
        "UPDATE snapshot SET number = number - 1",
    ],
)
def test_a_damaged_snapshot_is_told_with_nothing_lost(
    file: Path, statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, statement)
    code, said = doctor(file, capsys)
    assert code == 1
    assert "the snapshot is damaged; nothing is lost: the next start reads the log instead" in said


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_that_was_cut_is_damaged(file: Path, share: float, capsys: pytest.CaptureFixture[str]) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    code, said = doctor(file, capsys)
    assert code == 2
    assert "it is damaged: take it from a backup" in said


@pytest.mark.parametrize("nth", range(1, 12))
def test_flipped_bytes_are_found_and_the_doctor_survives_them(
    file: Path, nth: int, capsys: pytest.CaptureFixture[str]
) -> None:
    content = bytearray(file.read_bytes())
    for at in range(nth * 997, len(content), 12_289):
        content[at] ^= 0xFF
    file.write_bytes(content)
    code, said = doctor(file, capsys)
    assert code in (1, 2), said
    assert "damaged" in said or "backup" in said


def test_what_is_no_store_is_refused_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("shopping: milk, bread\n" * 100)
    assert exit_code_of(["doctor", str(text)]) == 2
    assert exit_code_of(["doctor", str(tmp_path / "nothing.db")]) == 2
    assert not (tmp_path / "nothing.db").exists()
    assert "name one that `dunbox serve --db` made" in capsys.readouterr().err


def test_two_stores_are_refused_unless_one_of_them_comes_from_the_environment(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert exit_code_of(["doctor", str(file), "--db", str(file)]) == 2
    assert "STORE and --db name two stores; give one of them" in capsys.readouterr().err
    monkeypatch.setenv("DUNBOX_DB", "nothing.db")
    assert exit_code_of(["doctor", str(file)]) == 0


def test_a_store_in_use_is_refused_with_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = World(store=open_store(file))
    assert exit_code_of(["doctor", str(file)]) == 2
    assert "in use by another process" in capsys.readouterr().err
    world.close()
