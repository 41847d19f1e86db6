"""What every store has to do: one suite, run over each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.domain.codec import decode_command, decode_fact, encode
from simulator.domain.commands import AdvanceClock, Command, Reach
from simulator.domain.facts import CaseFact, Fact, KycPassed
from simulator.store import Conflict, Row, Share, Store, StoreError
from simulator.store.holding import Hold
from simulator.store.memory import MemoryStore
from simulator.store.postgres import PostgresStore
from simulator.store.sqlite import SqliteStore
from tests.simulator.store import records

AT = datetime(2026, 1, 12, 7, 0, 0, 123456, tzinfo=UTC)
BIRTH = {
    "seed": 2**53 - 1,
    "start": "2026-01-12T07:00:00+00:00",
    "company": {"name": "Äö €", "none": None, "list": [1]},
}
FACTS = [Fact.known[name] for name in sorted(Fact.known) if Fact.known[name] is not CaseFact]
COMMANDS = [Command.known[name] for name in sorted(Command.known)]


def row(number: int, at: datetime = AT) -> Row:
    return Row(
        number,
        at,
        Reach(subject="case:x", name="send_reminder"),
        (KycPassed(provider="ropo", rules=("A", "B")),),
    )


def opened(url: str, **options: Any) -> PostgresStore:
    return PostgresStore(url, seconds=lambda: 0.0, **options)


@pytest.fixture(params=["memory", "sqlite", "postgres", "worker", "member"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store
    if request.param == "memory":
        made = MemoryStore()
    elif request.param == "sqlite":
        made = SqliteStore(tmp_path / "log.sqlite")
    elif request.param == "worker":
        held = Hold(tmp_path / "log.sqlite")
        made = SqliteStore(tmp_path / "log.sqlite", share=Share("a", ("a", "b"), held.guard))
    else:
        share = Share("a") if request.param == "member" else None
        made = opened(request.getfixturevalue("database"), share=share)
    yield made
    made.close()


def test_a_new_store_holds_nothing(store: Store) -> None:
    assert store.sandboxes() == []


def test_sandboxes_come_back_with_their_birth_in_the_order_in_which_they_were_made(store: Store) -> None:
    for name in ("second", "10", "Ä", "a"):
        store.create(name, {**BIRTH, "seed": len(name)})
    assert [name for name, _ in store.sandboxes()] == ["second", "10", "Ä", "a"]
    assert store.sandboxes()[0][1] == {**BIRTH, "seed": 6}


def test_an_id_is_taken_once(store: Store) -> None:
    store.create("one", BIRTH)
    with pytest.raises(Conflict, match="'one' exists already"):
        store.create("one", {"seed": 1})
    assert store.sandboxes() == [("one", BIRTH)]


def test_rows_come_back_in_order_to_the_microsecond(store: Store) -> None:
    store.create("one", BIRTH)
    written = [row(1), Row(2, AT, AdvanceClock(), ()), row(3, AT.replace(microsecond=0))]
    for each in written:
        store.append("one", each)
    assert list(store.rows("one")) == written


def test_a_new_sandbox_has_no_rows(store: Store) -> None:
    store.create("one", BIRTH)
    assert list(store.rows("one")) == []


def test_a_number_is_written_once_and_the_first_writer_wins(store: Store) -> None:
    store.create("one", BIRTH)
    store.append("one", row(1))
    with pytest.raises(Conflict):
        store.append("one", Row(1, AT, AdvanceClock(), ()))
    assert list(store.rows("one")) == [row(1)]


def test_sandboxes_share_no_rows(store: Store) -> None:
    for name in ("one", "other"):
        store.create(name, BIRTH)
    store.append("one", row(1))
    store.append("other", Row(1, AT, AdvanceClock(), ()))
    assert [list(store.rows(name)) for name in ("one", "other")] == [
        [row(1)],
        [Row(1, AT, AdvanceClock(), ())],
    ]


def test_a_removed_sandbox_leaves_nothing_and_its_id_is_free_again(store: Store) -> None:
    for name in ("one", "other"):
        store.create(name, BIRTH)
        store.append(name, row(1))
    store.remove("one")
    assert [name for name, _ in store.sandboxes()] == ["other"]
    assert list(store.rows("other")) == [row(1)]
    store.create("one", BIRTH)
    assert list(store.rows("one")) == []


def test_a_sandbox_that_is_not_there_has_no_rows_and_can_be_removed(store: Store) -> None:
    store.remove("nobody")
    assert list(store.rows("nobody")) == []


def test_a_copy_has_the_rows_of_its_source_and_a_birth_of_its_own(store: Store) -> None:
    store.create("one", BIRTH)
    for number in (1, 2, 3):
        store.append("one", row(number))
    store.copy("one", "two", {"seed": 2}, 2)
    store.append("two", Row(3, AT, AdvanceClock(), ()))
    assert store.sandboxes() == [("one", BIRTH), ("two", {"seed": 2})]
    assert list(store.rows("one")) == [row(1), row(2), row(3)]
    assert list(store.rows("two")) == [row(1), row(2), Row(3, AT, AdvanceClock(), ())]


def test_a_copy_under_an_id_that_is_taken_changes_nothing(store: Store) -> None:
    for name in ("one", "two"):
        store.create(name, BIRTH)
    store.append("one", row(1))
    with pytest.raises(Conflict, match="'two' exists already"):
        store.copy("one", "two", {"seed": 2}, 1)
    assert store.sandboxes() == [("one", BIRTH), ("two", BIRTH)]
    assert list(store.rows("two")) == []


def test_the_first_key_is_kept(store: Store) -> None:
    assert store.key(b"first") == b"first"
    assert store.key(b"second") == b"first"


def test_a_conflict_is_a_store_error() -> None:
    assert issubclass(Conflict, StoreError)


@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: kind.kind)
@settings(max_examples=15)
@given(data=st.data())
def test_every_kind_of_fact_reads_as_it_was_written(kind: type[Fact], data: st.DataObject) -> None:
    fact = data.draw(records.of(kind))
    assert decode_fact(_json(encode(fact))) == fact


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.kind)
@settings(max_examples=15)
@given(data=st.data())
def test_every_kind_of_command_reads_as_it_was_written(kind: type[Command], data: st.DataObject) -> None:
    command = data.draw(records.of(kind))
    assert decode_command(_json(encode(command))) == command


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.tuples(
            records.moments,
            st.one_of([records.of(kind) for kind in COMMANDS]),
            st.lists(st.one_of([records.of(kind) for kind in FACTS]), max_size=3).map(tuple),
        ),
        max_size=6,
    )
)
def test_a_file_gives_back_the_rows_that_were_written(rows: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.sqlite"
        written = [Row(number, *each) for number, each in enumerate(rows, 1)]
        store = SqliteStore(path)
        store.create("one", BIRTH)
        for each in written:
            store.append("one", each)
        store.close()
        again = SqliteStore(path)
        assert list(again.rows("one")) == written
        again.close()


def _json(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))
