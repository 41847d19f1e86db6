"""Members of a store in PostgreSQL: who keeps out whom, and what becomes of work that an end of a connection met."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator import StoreError, examined, open_store
from simulator.domain.commands import AdvanceClock
from simulator.store import Missing, NotOurs, Row, Share, Store, session
from simulator.store.guard import path_of
from simulator.store.holding import Hold
from simulator.store.postgres import PostgresStore
from tests.postgres import Postgres
from tests.simulator.store.test_postgres_lost import fail
from tests.simulator.store.test_stores import AT, BIRTH, opened, row
from tests.simulator.store.together import ADDRESSES, OnDatabase, OnFile, closed_after, shares

ANOTHER = Row(2, AT, AdvanceClock(), ())


@pytest.fixture
def ground(postgres: Postgres, database: str) -> OnDatabase:
    return OnDatabase(postgres, database)


@pytest.fixture
def two(ground: OnDatabase) -> Iterator[list[PostgresStore]]:
    made = [ground.join(address) for address in ADDRESSES[:2]]
    made[0].create("x", BIRTH)
    made[0].append("x", row(1))
    with closed_after(*made):
        yield made


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a lock that somebody else has."""
    monkeypatch.setattr(session, "_WAITS", "1ms")


# --- who keeps out whom -------------------------------------------------------------------------------------


def test_a_server_that_wants_the_store_alone_and_the_doctor_are_refused_while_a_member_is_there(
    ground: OnDatabase, impatient: None
) -> None:
    with closed_after(ground.join("a")):
        for refused in (lambda: opened(ground.url), lambda: list(examined(ground.url))):
            with pytest.raises(StoreError, match="in use by another process of dunbox"):
                refused()
        ground.join("b").close()
    assert [finding.wrong for finding in examined(ground.url)] == [[]]
    opened(ground.url).close()


@pytest.mark.parametrize("reading", [True, False])
def test_a_member_is_refused_while_a_server_has_the_store_alone_or_the_doctor_reads_it(
    ground: OnDatabase, impatient: None, reading: bool
) -> None:
    opened(ground.url).close()
    with closed_after(opened(ground.url, reading=reading)), pytest.raises(StoreError, match="in use"):
        ground.join("a")
    ground.join("a").close()


def test_who_had_the_store_alone_and_lost_it_to_members_takes_nothing_more(
    ground: OnDatabase, postgres: Postgres
) -> None:
    alone = opened(ground.url)
    postgres.cut()
    ground.join("a").close()
    with closed_after(alone), pytest.raises(StoreError, match="another server had the database"):
        alone.sandboxes()


def test_what_members_had_they_have_no_more_when_a_server_had_the_store_alone_since(
    ground: OnDatabase, two: list[PostgresStore]
) -> None:
    one, other = two
    other.close()
    ground.lose(one)
    alone = opened(ground.url)
    alone.append("x", ANOTHER)
    alone.close()
    with pytest.raises(NotOurs):
        one.append("x", row(2))
    assert shares(one).ours() == set()
    assert shares(one).claim("x") is None
    one.append("x", row(3))
    assert len(list(one.rows("x"))) == 3


def test_a_table_of_another_program_in_another_schema_of_the_path_is_left_alone(
    ground: OnDatabase, postgres: Postgres
) -> None:
    postgres.ask(postgres.url(), "CREATE TABLE public.owner (sandbox text)")
    postgres.ask(postgres.url(), "INSERT INTO public.owner VALUES ('mine')")
    try:
        for url in (ground.url, f"{ground.url},public"):
            opened(url).close()
            OnDatabase(postgres, url).join("a").close()
            opened(url).close()
        assert postgres.ask(postgres.url(), "SELECT sandbox FROM public.owner") == [("mine",)]
    finally:
        postgres.ask(postgres.url(), "DROP TABLE public.owner")


def test_members_make_the_store_together(ground: OnDatabase) -> None:
    first, second = ground.join("a"), ground.join("b")
    with closed_after(first, second):
        assert shares(second).others() == ["a"]


def test_a_place_in_memory_is_shared_with_nobody() -> None:
    with pytest.raises(StoreError, match="in memory cannot be shared"):
        open_store(None, share=Share("a"))


def takes_over(other: Store) -> None:
    """Have the sandbox, as soon as PostgreSQL has noticed that its owner's connection is gone."""
    assert any(shares(other).claim("x") is None for _ in range(10_000))


# --- what was under way -------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [True, False])
def test_a_row_whose_connection_ended_is_there_once_if_nobody_else_came(
    two: list[PostgresStore], before: bool
) -> None:
    fail(two[0], "INSERT INTO log", before=before)
    two[0].append("x", row(2))
    assert list(two[1].rows("x")) == [row(1), row(2)]


def test_a_row_that_was_not_written_when_another_came_is_not_written_later(two: list[PostgresStore]) -> None:
    one, other = two

    def another() -> None:
        takes_over(other)
        other.append("x", ANOTHER)

    fail(one, "INSERT INTO log", before=True, then=another)
    with pytest.raises(NotOurs):
        one.append("x", row(2))
    assert list(other.rows("x")) == [row(1), ANOTHER]


def test_of_a_row_that_is_there_when_another_came_nobody_says_that_it_is_ours(
    two: list[PostgresStore],
) -> None:
    one, other = two

    def another() -> None:
        takes_over(other)
        other.append("x", row(3))

    fail(one, "INSERT INTO log", before=False, then=another)
    with pytest.raises(StoreError, match="another server has the sandbox since") as told:
        one.append("x", row(2))
    assert not isinstance(told.value, NotOurs)
    assert [each.number for each in other.rows("x")] == [1, 2, 3]


def test_what_another_went_on_from_is_not_taken_back(two: list[PostgresStore], postgres: Postgres) -> None:
    one, other = two
    fail(one, "INSERT INTO log", before=False, then=postgres.stop)
    try:
        with pytest.raises(StoreError, match="cannot be reached"):
            one.append("x", row(2))
    finally:
        postgres.start()
    takes_over(other)
    other.append("x", row(3))
    assert shares(one).ours() == set()
    assert [each.number for each in other.rows("x")] == [1, 2, 3]


def test_what_could_not_be_kept_is_taken_back_if_nobody_else_came(
    two: list[PostgresStore], postgres: Postgres
) -> None:
    fail(two[0], "INSERT INTO log", before=False, then=postgres.stop)
    try:
        with pytest.raises(StoreError, match="cannot be reached"):
            two[0].append("x", row(2))
    finally:
        postgres.start()
    assert shares(two[0]).ours() == {"x"}
    assert list(two[1].rows("x")) == [row(1)]


@pytest.mark.parametrize("word", ["INSERT INTO sandbox", "INSERT INTO owner", "UPDATE sandbox", "COMMIT"])
@pytest.mark.parametrize("before", [True, False])
def test_a_copy_whose_connection_ended_is_whole_and_has_an_owner(
    two: list[PostgresStore], word: str, before: bool
) -> None:
    fail(two[0], word, before=before)
    two[0].copy("x", "y", BIRTH, 1)
    assert shares(two[0]).ours() == {"x", "y"}
    assert list(two[1].rows("y")) == [row(1)]
    assert [each[1] for each in shares(two[1]).born(0)] == ["x", "y"]


def test_a_copy_that_another_found_unfinished_and_took_away_leaves_nothing(
    ground: OnDatabase, two: list[PostgresStore]
) -> None:
    fail(two[0], "INSERT INTO log", before=True, then=lambda: ground.join("c").close())
    with pytest.raises(NotOurs):
        two[0].copy("x", "y", BIRTH, 1)
    assert [name for name, _ in two[1].sandboxes()] == ["x"]
    assert list(two[1].rows("y")) == []
    two[1].create("y", BIRTH)


def test_what_a_member_copies_is_left_alone_by_those_that_join(
    ground: OnDatabase, two: list[PostgresStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = PostgresStore._let_be_seen

    def join(self: PostgresStore, *given: Any, **named: Any) -> None:
        third = ground.join("c")
        assert [each[1] for each in shares(third).born(0)] == ["x"]
        with pytest.raises(Missing):
            shares(third).claim("y")
        assert shares(third).free() == []
        third.close()
        copied(self, *given, **named)

    monkeypatch.setattr(PostgresStore, "_let_be_seen", join)
    two[0].copy("x", "y", BIRTH, 1)
    assert shares(two[1]).claim("y") == ADDRESSES[0]


# --- a file -------------------------------------------------------------------------------------------------


def test_a_file_that_is_shared_is_refused_to_others_until_its_last_holder_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    ground = OnFile(path)
    assert ground.hold.guard is not None
    worker = os.dup(ground.hold.guard)
    os.close(ground.hold.guard)  # its supervisor was killed
    for refused in (lambda: open_store(path), lambda: Hold(path), lambda: list(examined(path))):
        with pytest.raises(StoreError, match="in use by another process"):
            refused()
    os.close(worker)
    open_store(path).close()


def test_a_file_that_a_server_has_alone_is_shared_with_nobody(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closed_after(open_store(path)), pytest.raises(StoreError, match="in use by another process"):
        Hold(path)
    Hold(path).close()


@pytest.mark.parametrize("guard", [None, 0])
def test_a_file_that_nobody_holds_is_not_shared(tmp_path: Path, guard: int | None) -> None:
    path = tmp_path / "log.sqlite"
    open_store(path).close()
    with pytest.raises(StoreError, match=r"nobody has .* for those that share it"):
        open_store(path, share=Share("a", ("a",), guard))
    assert not path_of(path).exists()


def test_a_worker_that_is_started_again_has_what_it_had_but_for_a_copy_that_was_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = OnFile(tmp_path / "log.sqlite")
    one, other = ground.join(ADDRESSES[0]), ground.join(ADDRESSES[1])
    one.create("x", BIRTH)
    for store, name in ((one, "half"), (other, "under way")):
        store._bear(name, b"null")
    one.close()
    again = ground.join(ADDRESSES[0])
    assert shares(again).ours() == {"x"}
    again.append("x", row(1))
    again.create("half", BIRTH)
    assert shares(other).ours() == {"under way"}
    for each in (again, other):
        each.close()
    ground.hold.close()


def test_a_store_that_was_shared_can_be_had_alone_and_shared_again(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    ground = OnFile(path)
    worker = ground.join(ADDRESSES[0])
    worker.create("x", BIRTH)
    worker.close()
    ground.hold.close()
    alone = open_store(path)
    alone.append("x", row(1))
    alone.close()
    again = OnFile(path)
    other = again.join(ADDRESSES[1])
    assert shares(other).free() == ["x"]
    takes_over(other)
    other.append("x", row(2))
    other.close()
    again.hold.close()
