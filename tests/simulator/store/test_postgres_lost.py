"""A database that goes away and comes back: nothing that was answered is lost, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event
from typing import Any

import orjson
import psycopg
import pytest

from simulator import Request, World, examined
from simulator.domain import engine
from simulator.domain.commands import MakeComment
from simulator.keeping.image import image
from simulator.store import Row, StoreError
from simulator.store.postgres import PostgresStore
from tests.postgres import Postgres
from tests.simulator.company import Company
from tests.simulator.stage import Heard
from tests.simulator.store.test_stores import AT, BIRTH, opened, row


class Failing:
    """A connection that ends as soon as a statement that contains `word` was carried out, or just before."""

    def __init__(self, real: Any, word: str, *, before: bool, then: Callable[[], object]) -> None:
        self._real = real
        self._word = word
        self._before = before
        self._then = then

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, sql: str | bytes, values: Any = ()) -> Any:
        meant = self._word in (sql.decode() if isinstance(sql, bytes) else sql)
        answer = None if meant and self._before else self._real.execute(sql, values)
        if meant:
            self._real.close()
            self._then()
            raise psycopg.OperationalError("the connection is lost")
        return answer


def fail(store: PostgresStore, word: str, *, before: bool, then: Callable[[], object] = lambda: None) -> None:
    session: Any = store._session
    session._connection = Failing(session._connection, word, before=before, then=then)


@pytest.fixture
def store(database: str) -> Iterator[PostgresStore]:
    made = opened(database)
    made.create("one", BIRTH)
    yield made
    made.close()


@pytest.mark.parametrize("before", [True, False])
def test_a_row_whose_connection_ended_is_there_once(store: PostgresStore, before: bool) -> None:
    fail(store, "INSERT INTO log", before=before)
    store.append("one", row(1))
    store.append("one", row(2))
    assert list(store.rows("one")) == [row(1), row(2)]


@pytest.mark.parametrize("before", [True, False])
def test_a_sandbox_whose_connection_ended_is_there_once(store: PostgresStore, before: bool) -> None:
    fail(store, "INSERT INTO sandbox", before=before)
    store.create("two", BIRTH)
    assert store.sandboxes() == [("one", BIRTH), ("two", BIRTH)]


@pytest.mark.parametrize("word", ["INSERT INTO sandbox", "INSERT INTO log", "UPDATE sandbox"])
@pytest.mark.parametrize("before", [True, False])
def test_a_copy_whose_connection_ended_is_whole(store: PostgresStore, word: str, before: bool) -> None:
    store.append("one", row(1))
    fail(store, word, before=before)
    store.copy("one", "two", BIRTH, 1)
    assert store.sandboxes() == [("one", BIRTH), ("two", BIRTH)]
    assert list(store.rows("two")) == [row(1)]


@pytest.mark.parametrize("before", [True, False])
def test_a_sandbox_that_is_removed_while_the_connection_ends_is_gone(
    store: PostgresStore, before: bool
) -> None:
    fail(store, "DELETE FROM sandbox", before=before)
    store.remove("one")
    assert store.sandboxes() == []


@pytest.mark.parametrize("before", [True, False])
def test_a_removal_that_was_refused_because_the_database_is_away_has_not_happened(
    store: PostgresStore, postgres: Postgres, before: bool
) -> None:
    store.append("one", row(1))
    fail(store, "UPDATE sandbox", before=before, then=postgres.stop)
    try:
        with pytest.raises(StoreError, match="cannot be reached"):
            store.remove("one")
    finally:
        postgres.start()
    assert store.sandboxes() == [("one", BIRTH)]
    store.append("one", row(2))
    assert list(store.rows("one")) == [row(1), row(2)]


def test_a_removal_that_was_answered_has_happened_though_the_database_went_away_before_all_was_cleared(
    store: PostgresStore, postgres: Postgres
) -> None:
    store.append("one", row(1))
    fail(store, "DELETE FROM log", before=True, then=postgres.stop)
    try:
        store.remove("one")
    finally:
        postgres.start()
    assert store.sandboxes() == []
    store.create("one", BIRTH)
    assert list(store.rows("one")) == []


def test_while_the_database_is_away_nothing_happens_and_what_did_all_the_same_is_taken_back(
    store: PostgresStore, postgres: Postgres
) -> None:
    store.append("one", row(1))
    fail(store, "INSERT INTO log", before=False, then=postgres.stop)
    try:
        with pytest.raises(StoreError, match="cannot be reached"):
            store.append("one", row(2))
        with pytest.raises(StoreError, match="cannot be reached"):
            store.append("one", row(2))
    finally:
        postgres.start()
    assert list(store.rows("one")) == [row(1)]
    other = Row(2, AT, MakeComment(case="another", text="than before"), ())
    store.append("one", other)
    assert list(store.rows("one")) == [row(1), other]


@pytest.mark.parametrize("word", ["INSERT INTO sandbox", "INSERT INTO log", "UPDATE sandbox"])
def test_a_sandbox_that_could_not_be_kept_is_not_there_when_the_database_is_back(
    store: PostgresStore, postgres: Postgres, word: str
) -> None:
    store.append("one", row(1))
    fail(store, word, before=False, then=postgres.stop)
    try:
        with pytest.raises(StoreError):
            store.copy("one", "two", BIRTH, 1)
    finally:
        postgres.start()
    assert store.sandboxes() == [("one", BIRTH)]
    store.create("two", BIRTH)
    assert list(store.rows("two")) == []


def test_who_lost_the_database_to_another_server_takes_nothing_more(
    store: PostgresStore, database: str, postgres: Postgres
) -> None:
    postgres.cut()
    other = opened(database)
    other.append("one", row(1))
    other.close()
    for _ in range(2):
        with pytest.raises(StoreError, match="another server had the database"):
            store.append("one", row(1))
    again = opened(database)
    assert list(again.rows("one")) == [row(1)]
    again.close()


def test_a_database_that_lost_rows_is_told_from_one_that_lost_the_connection(
    store: PostgresStore, database: str, postgres: Postgres
) -> None:
    for number in (1, 2):
        store.append("one", row(number))
    postgres.ask(database, "DELETE FROM log WHERE number = 2")
    postgres.cut()
    with pytest.raises(StoreError, match="has lost rows of sandbox 'one': 2 were written, 1 are there"):
        store.append("one", row(3))


def test_a_server_that_is_silent_is_not_asked_again_at_once(database: str, postgres: Postgres) -> None:
    clock = iter([0.0, 0.0, 2.0, 21.9, 22.1])
    store = PostgresStore(database, seconds=lambda: next(clock, 30.0))
    postgres.stop()
    with pytest.raises(StoreError, match="cannot be reached"):
        store.sandboxes()
    postgres.start()
    with pytest.raises(StoreError, match="cannot be reached"):
        store.sandboxes()
    assert store.sandboxes() == []
    store.close()


# --- what clients see ---------------------------------------------------------------------------------------


@pytest.fixture
def company(database: str) -> Iterator[Company]:
    made = Company(world=World(store=opened(database))).activate()
    made.open_case()
    yield made
    made.world.close()


def said(company: Company, method: str, path: str, words: Any) -> Heard:
    """Whatever is answered."""
    headers = [("authorization", f"Bearer {company.client.token}"), ("content-type", "application/json")]
    asked = Request(method, f"/maventa{path}", "", headers, orjson.dumps(words), "http://stage")
    return company.stage.raw(asked)


def comment(company: Company, text: str) -> int:
    [case] = company.sandbox.state.cases
    return said(company, "POST", f"/v1/assignments/{case}/events", {"type": "comment", "text": text}).status


def comments(company: Company) -> list[str]:
    return [fact["text"] for fact in company.facts("comment_made")]


def is_as_its_log_says(company: Company) -> None:
    store, sandbox = company.world.store, company.sandbox
    birth = dict(store.sandboxes())[sandbox.id]
    assert image(company.world.apart(sandbox.id, birth, store.rows(sandbox.id))) == image(sandbox)


def test_calls_are_refused_in_the_providers_words_while_the_database_is_away_and_answered_afterwards(
    company: Company, postgres: Postgres, database: str
) -> None:
    before = company.sandbox.facts()
    postgres.stop()
    try:
        [case] = company.sandbox.state.cases
        path = f"/v1/assignments/{case}/events"
        refused = said(company, "POST", path, {"type": "comment", "text": "Hei"})
        assert (refused.status, refused.json["code"]) == (503, "service_unavailable")
        assert "cannot be reached" in str(refused.json)
        assert company.client.get("/v1/assignments")[0]["id"] == case
        with pytest.raises(StoreError):
            company.banking_days(2)
    finally:
        postgres.start()
    assert company.sandbox.facts() == before
    assert comment(company, "Hei") == 201
    company.banking_days(2)
    assert comments(company) == ["Hei"]
    is_as_its_log_says(company)


def test_connections_that_are_ended_under_load_lose_nothing_and_double_nothing(
    company: Company, postgres: Postgres, database: str
) -> None:
    ended = Event()

    def work(client: int) -> list[str]:
        """Comment until all is over; answers what was taken."""
        taken = []
        for nth in count():
            status = comment(company, f"{client} {nth}")
            assert status in (201, 503)
            taken += [f"{client} {nth}"] if status == 201 else []
            if ended.is_set():
                return taken
        return taken

    with ThreadPoolExecutor() as several:
        working = [several.submit(work, client) for client in range(3)]
        cut = 0
        while cut < 20:
            cut += postgres.cut()
        ended.set()
        taken = [text for each in working for text in each.result()]
    assert len(taken) > 20
    assert comment(company, "the last") == 201
    assert sorted(comments(company)) == sorted([*taken, "the last"])
    is_as_its_log_says(company)
    company.world.close()
    assert [finding.wrong for finding in examined(database)] == [[], []]


class Broken:
    """Something that a store cannot do any more, `times` at the most."""

    def __init__(self, real: Callable[..., Any], times: int) -> None:
        self._real = real
        self.times = times

    def __call__(self, *given: Any) -> Any:
        answer = self._real(*given)
        if self.times:
            self.times -= 1
            raise StoreError("the rest of the state cannot be read")
        return answer


def test_what_was_kept_and_half_applied_is_applied_anew_and_answered(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "apply", Broken(engine.apply, 1))
    assert comment(company, "Hei") == 201
    assert comment(company, "Hei again") == 201
    assert comments(company) == ["Hei", "Hei again"]
    is_as_its_log_says(company)


def test_what_was_kept_and_cannot_be_applied_is_whole_as_soon_as_the_store_can_be_read(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Broken(engine.apply, 3)
    monkeypatch.setattr(engine, "apply", broken)
    assert comment(company, "Hei") == 503
    assert said(company, "GET", "/v1/assignments", None).status == 503
    assert broken.times == 0
    assert comments(company) == ["Hei"]
    assert comment(company, "Hei again") == 201
    is_as_its_log_says(company)


def test_a_snapshot_that_cannot_be_written_fails_no_command(
    company: Company, database: str, postgres: Postgres
) -> None:
    company.world.close()
    company = Company(world=World(store=opened(database, every=1)))
    postgres.ask(database, "DROP TABLE cell")
    before = company.sandbox.rows
    company.ask()
    assert company.sandbox.rows > before
    company.world.close()
