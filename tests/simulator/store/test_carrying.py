"""SQLite's log is carried over into the file while the store is in use, and stays small."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator.store import carrying
from simulator.store.sqlite import SqliteStore
from tests.simulator.store.test_stores import BIRTH, row

WRITES = 64  # after so many the log is looked at


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStore]:
    monkeypatch.setattr(carrying, "LARGEST", 1)
    made = SqliteStore(tmp_path / "db", alone=True)
    made.create("one", BIRTH)
    yield made
    made.close()


def carried(store: SqliteStore) -> None:
    """Come back when nobody carries the log over."""
    assert store._carrier is not None
    assert store._carrier._thread is not None
    store._carrier._thread.join()


def test_what_was_carried_over_is_in_the_file_and_the_log_is_empty(
    store: SqliteStore, tmp_path: Path
) -> None:
    for number in range(1, WRITES):
        store.append("one", row(number))
    carried(store)
    assert (tmp_path / "db-wal").stat().st_size == 0
    shutil.copy(tmp_path / "db", tmp_path / "copy")
    copy = SqliteStore(tmp_path / "copy")
    assert list(copy.rows("one")) == list(store.rows("one"))
    copy.close()
    store.append("one", row(WRITES))
    assert (tmp_path / "db-wal").stat().st_size > 0


def test_many_write_while_it_is_carried_over_and_nothing_is_lost(store: SqliteStore) -> None:
    names = [f"sandbox {number}" for number in range(4)]

    def write(name: str) -> None:
        store.create(name, BIRTH)
        for number in range(1, 501):
            store.append(name, row(number))

    with ThreadPoolExecutor() as several:
        list(several.map(write, names))
    carried(store)
    assert [each.number for name in names for each in store.rows(name)] == [*range(1, 501)] * 4
    assert store.complaints() == []


def test_reading_alone_carries_nothing_over(store: SqliteStore) -> None:
    for _ in range(2 * WRITES):
        store.sandboxes()
    assert store._carrier is not None
    assert store._carrier._thread is None


def test_a_log_that_cannot_be_carried_over_is_told_and_the_store_goes_on(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: carrying.Carrier) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(carrying.Carrier, "_carry", fail)
    for number in range(1, 2 * WRITES):
        store.append("one", row(number))
        if number == WRITES:
            carried(store)
            monkeypatch.undo()
            monkeypatch.setattr(carrying, "LARGEST", 1)
    assert "cannot be carried over into the file, and grows: disk I/O error" in caplog.text
    carried(store)
    assert len(list(store.rows("one"))) == 2 * WRITES - 1
