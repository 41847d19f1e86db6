"""An answer to a read is remembered until something happens in its sandbox, and is the same as if it were not."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from simulator import Core, Request, World, channel_surfaces, crowded
from simulator.http import remembered
from simulator.http.core import Response
from simulator.journal import Exchange
from simulator.sandbox import Sandbox
from tests.simulator.stage import KEY, Client, Stage

LIST = "/maventa/v1/assignments"


class House:
    """A world with a sandbox that has cases; what its operations are asked, and what is recorded."""

    def __init__(self) -> None:
        self.world = World(key=KEY)
        self.sandbox = crowded(5, self.world)
        self.worked: list[str] = []
        self.exchanges: list[Exchange] = []
        self.world.listen(self.exchanges.append)
        self.core = Core(self.world, [self._watched(each) for each in channel_surfaces()])
        self.stage = Stage(self.world)
        self.client = Client(self.sandbox, self.stage)
        self.case = next(iter(self.sandbox.state.cases))

    def _watched(self, surface: Any) -> Any:
        def of(name: str, operation: Any) -> Any:
            def work(call: Any) -> Any:
                self.worked.append(name)
                return operation(call)

            return work

        return replace(
            surface, operations={name: of(name, each) for name, each in surface.operations.items()}
        )

    def ask(
        self, path: str, query: str = "", method: str = "GET", body: bytes = b"", **more: Any
    ) -> Response:
        head = [("authorization", f"Bearer {self.client.token}"), ("content-type", "application/json")]
        return self.core.handle(Request(method, path, query, head, body, **more))

    def comment(self) -> None:
        made = self.ask(
            f"{LIST}/{self.case}/events", method="POST", body=b'{"type": "comment", "text": "Hello."}'
        )
        assert made.status == 201
        self.worked.clear()


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    made.world.close()


def test_a_read_that_is_repeated_is_answered_and_recorded_alike_without_being_worked_out(
    house: House,
) -> None:
    first, again = (house.ask(LIST, "page=1&wrong=1") for _ in range(2))
    assert (first.status, first.headers, first.body) == (again.status, again.headers, again.body)
    assert house.worked == ["getV1Assignments"]
    one, other = house.exchanges[-2:]
    assert one == other
    assert len(one.contract) == 1
    assert one.contract is not other.contract


def test_whatever_happens_is_seen_by_the_next_read(house: House) -> None:
    path = f"{LIST}/{house.case}"
    before = house.ask(path)
    house.comment()
    after = house.ask(path)
    assert b"Hello." not in before.body
    assert b"Hello." in after.body
    assert house.worked == ["getV1AssignmentsAssignmentId"]


def test_time_that_passes_is_seen_by_the_next_read(house: House) -> None:
    query = "created_at_start=2000-01-01T00:00:00Z"
    before = house.ask(LIST, query)
    house.sandbox.run_until(house.sandbox.now + timedelta(minutes=1))
    after = house.ask(LIST, query)
    assert dict(before.headers)["Date"] != dict(after.headers)["Date"]
    assert house.worked == ["getV1Assignments"] * 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"path": LIST, "query": "page=1"}, {"path": LIST, "query": "page=2"}),
        ({"path": LIST}, {"path": f"{LIST}/overview"}),
        ({"path": LIST}, {"path": LIST, "base_url": "http://elsewhere"}),
        ({"path": LIST}, {"path": LIST, "body": b"x"}),
        ({"path": f"{LIST}/none"}, {"path": f"{LIST}/none"}),
    ],
)
def test_what_is_not_the_same_question_or_was_refused_is_worked_out(
    house: House, one: dict[str, Any], other: dict[str, Any]
) -> None:
    house.ask(**one)
    house.ask(**other)
    assert len(house.worked) == 2


def test_a_read_that_a_fault_strikes_is_worked_out_and_not_remembered(house: House) -> None:
    house.sandbox.put_fault({"kind": "stale_read", "age": "P1D"})
    for _ in range(2):
        assert house.ask(LIST).status == 200
    assert house.worked == ["getV1Assignments"] * 2
    assert not house.core._remembered._of


def test_sandboxes_do_not_answer_for_each_other(house: House) -> None:
    other = Client(house.world.fork(house.sandbox), house.stage)
    mine = house.ask(LIST)
    head = [("authorization", f"Bearer {other.token}")]
    theirs = house.core.handle(Request("GET", LIST, "", head))
    assert mine.body == theirs.body
    assert len(house.worked) == 2
    house.comment()
    assert house.core.handle(Request("GET", LIST, "", head)).body == theirs.body
    assert house.worked == []


def test_what_is_remembered_is_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.ask(LIST, "page=1&wrong=1")
    [size] = [each.size for each in house.core._remembered._of.values()]
    monkeypatch.setattr(remembered, "MOST_BYTES", 3 * size)
    for page in ("1", "2", "3", "4"):
        house.ask(LIST, f"page=1&wrong={page}")
    assert [len(each.answers) for each in house.core._remembered._of.values()] == [1]
    monkeypatch.setattr(remembered, "MOST_SANDBOXES", 1)
    other = Client(house.world.fork(house.sandbox), house.stage)
    house.core.handle(Request("GET", LIST, "", [("authorization", f"Bearer {other.token}")]))
    kept = house.core._remembered._of
    assert [(each.sandbox() is other.sandbox, len(each.answers)) for each in kept.values()] == [(True, 1)]


def test_long_questions_count_among_what_is_remembered_as_much_as_long_answers(house: House) -> None:
    for number in range(2 * remembered.MOST_BYTES // 50_000):
        assert house.ask(LIST, f"page=900&page_size=1&x={number:050000d}").body == b"[]"
    [kept] = house.core._remembered._of.values()
    assert 1 < len(kept.answers) <= remembered.MOST_BYTES // 50_000


def test_an_answer_that_is_larger_than_all_that_may_be_is_not_remembered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "MOST_BYTES", len(house.ask(LIST).body))
    house.comment()
    assert house.ask(LIST).status == 200
    assert house.ask(LIST).status == 200
    assert house.worked == ["getV1Assignments"] * 2


def test_what_sandboxes_answered_that_are_gone_is_forgotten_when_another_one_is_asked(house: House) -> None:
    def ask(sandbox: Sandbox) -> None:
        token = Client(sandbox, house.stage).token
        house.core.handle(Request("GET", LIST, "", [("authorization", f"Bearer {token}")]))

    def come_and_go() -> None:
        fork = house.world.fork(house.sandbox)
        ask(fork)
        house.world.remove(fork.id)

    for _ in range(3):
        come_and_go()
    gc.collect()
    ask(house.sandbox)
    assert list(house.core._remembered._of) == [house.sandbox.id]
