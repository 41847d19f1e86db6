"""What faults do to notifications: which leave, when, in which order; the same again after a rebuild."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from simulator import Message, Sandbox, World
from simulator.store.sqlite import SqliteStore
from tests.simulator.company import Company
from tests.simulator.stage import KEY

HOOK = "http://127.0.0.1:9/hooks"
DELIVERED, CREATED, EVENT = (
    "DOCUMENTS.INVOICE.DELIVERED",
    "RECEIVABLES.ASSIGNMENT.CREATED",
    "RECEIVABLES.ASSIGNMENT.EVENT",
)


class Told:
    """A company that is told of everything, and what it was told in the order in which it was."""

    def __init__(self, world: World | None = None) -> None:
        self.company = Company(world=world)
        self.company.activate()
        body = {"destination_type": "WEBHOOK", "destination": HOOK, "events": [DELIVERED, CREATED, EVENT]}
        assert self.company.client.call("POST", "/v1/company/notifications", body).status == 201
        self.heard: list[Message] = []

    def fault(self, kind: str, **words: Any) -> None:
        self.company.sandbox.put_fault({"kind": kind, **words})

    def invoices(self, *numbers: str) -> None:
        """Send invoices; each is delivered, and told, some minutes later."""
        for number in numbers:
            self.company.send(number)

    def until(self, moment: str) -> list[str]:
        """Let time pass; answers the ids of the invoices that were told of, in order."""
        sandbox, heard = self.company.sandbox, len(self.heard)
        goal = sandbox.now.fromisoformat(moment).replace(tzinfo=sandbox.zone)
        while sandbox.run_until(goal) < goal or sandbox.due_messages():
            for message in sandbox.due_messages()[:1]:
                self.heard.append(message)
                sandbox.answered(message.id, 200)
        return [self.number(message) for message in self.heard[heard:]]

    def number(self, message: Message) -> str:
        invoice = self.company.sandbox.state.invoices.get(orjson.loads(message.body)["data"]["invoice_id"])
        return invoice.sent.number if invoice else "nobody's"


@pytest.fixture
def told() -> Told:
    return Told()


def test_without_a_fault_each_is_told_once_in_order(told: Told) -> None:
    told.invoices("1001", "1002")
    assert told.until("2026-01-15T18:00") == ["1001", "1002"]


def test_a_duplicate_comes_right_behind_with_the_same_bytes(told: Told) -> None:
    told.fault("duplicate", event=DELIVERED)
    told.invoices("1001", "1002")
    assert told.until("2026-01-15T18:00") == ["1001", "1001", "1002"]
    first, second = told.heard[:2]
    assert (first.body, first.headers, first.url) == (second.body, second.headers, second.url)
    assert first.id != second.id


def test_a_duplicate_may_come_later(told: Told) -> None:
    told.fault("duplicate", after="P1D")
    told.invoices("1001", "1002")
    assert told.until("2026-01-15T09:00") == ["1001", "1002"]
    assert told.until("2026-01-16T18:00") == ["1001"]


def test_what_is_dropped_is_never_sent_and_can_be_asked_for(told: Told) -> None:
    told.fault("drop", nth=2)
    told.invoices("1001", "1002", "1003")
    assert told.until("2026-01-15T18:00") == ["1001", "1003"]
    (lost,) = [each for each in told.company.sandbox.outbox.messages.values() if not each.tries]
    told.company.sandbox.redeliver(lost.id)
    assert told.until("2026-01-15T18:01") == ["1002"]


def test_what_is_delayed_comes_later_and_is_overtaken(told: Told) -> None:
    told.fault("delay", by="P1D")
    told.invoices("1001", "1002")
    assert told.until("2026-01-15T09:00") == ["1002"]
    assert told.until("2026-01-16T18:00") == ["1001"]


def test_what_is_delayed_beyond_the_calendar_never_comes(told: Told) -> None:
    told.fault("delay", by="P9999W")
    told.invoices("1001")
    assert told.until("2026-01-20T09:00") == []


def test_what_is_held_back_comes_once_the_next_has_been_delivered(told: Told) -> None:
    told.fault("reorder", times=2)
    told.invoices("1001", "1002")
    assert told.until("2026-01-15T09:00") == []
    told.invoices("1003", "1004")
    first, *others = told.until("2026-01-16T18:00")
    assert first in ("1003", "1004")
    assert others[:2] == ["1001", "1002"]


def test_what_is_held_back_is_forgotten_with_its_subscription(told: Told) -> None:
    told.fault("reorder")
    told.invoices("1001")
    told.until("2026-01-15T09:00")
    (hook,) = told.company.sandbox.state.webhooks
    assert told.company.client.call("DELETE", f"/v1/company/notifications/{hook}").status == 204
    assert told.company.sandbox.outbox.next_due() is None
    assert [each.held for each in told.company.sandbox.outbox.messages.values()] == [False]


def test_a_forgery_is_a_copy_with_ids_that_exist_nowhere(told: Told) -> None:
    told.fault("forge")
    told.invoices("1001")
    assert told.until("2026-01-15T18:00") == ["1001", "nobody's"]
    true, forged = (orjson.loads(message.body) for message in told.heard)
    assert true.keys() == forged.keys()
    assert true["id"] != forged["id"]
    assert (true["event"], true["company_id"]) == (forged["event"], forged["company_id"])


def test_a_forgery_may_be_of_another_event_or_have_a_body_of_its_own(told: Told) -> None:
    told.fault("forge", as_event=CREATED)
    told.fault("forge", nth=2, body={"event": "NEVER.HEARD.OF", "data": {"invoice_id": "x"}})
    told.invoices("1001", "1002")
    told.until("2026-01-15T18:00")
    bodies = [orjson.loads(message.body) for message in told.heard]
    assert [body["event"] for body in bodies] == [DELIVERED, CREATED, DELIVERED, "NEVER.HEARD.OF"]
    assert told.heard[1].event == CREATED


def test_a_forgery_may_have_true_ids_and_other_values(told: Told) -> None:
    told.fault("forge", value={"/id": "made-up", "/data/nowhere": 1, "/created_at": "2026-01-15T00:00:00Z"})
    told.invoices("1001")
    assert told.until("2026-01-15T18:00") == ["1001", "1001"]
    true, forged = (orjson.loads(message.body) for message in told.heard)
    assert forged == {**true, "id": "made-up", "created_at": "2026-01-15T00:00:00Z"}


def test_an_event_may_be_named_by_its_beginning(told: Told) -> None:
    told.fault("drop", event="RECEIVABLES.*", channel="maventa", times=9)
    told.company.open_case()
    told.until("2026-02-20T09:00")
    assert {message.event for message in told.company.sandbox.outbox.messages.values()} >= {DELIVERED, EVENT}
    assert {message.event for message in told.heard} == {DELIVERED} or not told.heard
    assert all(
        bool(each.tries) == (each.event == DELIVERED)
        for each in told.company.sandbox.outbox.messages.values()
    )


def test_several_faults_strike_one_message_and_none_strikes_what_they_add(told: Told) -> None:
    told.fault("duplicate")
    told.fault("duplicate")
    told.fault("forge")
    told.fault("delay", by="P1D")
    told.invoices("1001", "1002")
    assert told.until("2026-01-15T09:00") == ["1001", "1001", "nobody's", "1002"]
    assert told.until("2026-01-16T18:00") == ["1001"]
    assert len({message.id for message in told.heard}) == 5
    assert [fault["struck"] for fault in told.company.sandbox.faults()] == [1, 1, 1, 1]


def test_a_duplicate_of_what_is_late_already_is_as_late(told: Told) -> None:
    told.fault("delay", by="P1D")
    told.fault("duplicate")
    told.invoices("1001")
    assert told.until("2026-01-15T09:00") == []
    assert told.until("2026-01-16T18:00") == ["1001", "1001"]


def test_many_duplicates_of_one_message_are_as_many_as_there_are_faults(told: Told) -> None:
    for _ in range(20):
        told.fault("duplicate")
    told.invoices("1001")
    assert told.until("2026-01-15T18:00") == ["1001"] * 21


def test_what_is_held_back_twice_is_still_sent_and_what_is_dropped_then_is_not(told: Told) -> None:
    told.fault("reorder")
    told.fault("reorder")
    told.fault("reorder", nth=2)
    told.fault("drop", nth=2)
    told.invoices("1001", "1002", "1003")
    assert sorted(told.until("2026-01-15T18:00")) == ["1001", "1003"]


def test_to_forge_changes_nothing_of_what_was_said_of_it(told: Told) -> None:
    words = {"body": {"data": {"type": "A"}}, "value": {"/data": {"type": "B"}, "/data/type": "C"}}
    told.fault("forge", **words)
    told.invoices("1001")
    sandbox = told.company.sandbox
    sandbox.run_until(sandbox.now.replace(day=15))
    assert orjson.loads(list(sandbox.outbox.messages.values())[-1].body) == {"data": {"type": "C"}}
    (fault,) = sandbox.faults()
    assert {word: fault["words"][word] for word in words} == words


def test_a_forgery_may_have_an_empty_body(told: Told) -> None:
    told.fault("forge", body={})
    told.invoices("1001")
    sandbox = told.company.sandbox
    sandbox.run_until(sandbox.now.replace(day=15))
    assert [message.body == b"{}" for message in sandbox.outbox.messages.values()] == [False, True]


def queue(sandbox: Sandbox) -> list[tuple[object, ...]]:
    return [
        (each.id, each.event, each.body, each.due, each.held, [(one.at, one.status) for one in each.tries])
        for each in sandbox.outbox.messages.values()
    ]


def test_a_sandbox_that_is_read_from_its_log_has_the_same_outbox_and_the_same_faults(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "log.db")
    told = Told(World(key=KEY, store=store))
    told.fault("duplicate", after="P3D")
    told.fault("forge", nth=2)
    told.fault("drop", nth=3)
    told.fault("reorder", nth=4)
    told.fault("delay", by="P2D", nth=5, times=3)
    told.invoices(*(str(number) for number in range(1001, 1007)))
    told.until("2026-01-15T09:00")
    sandbox = told.company.sandbox
    sandbox.remove_fault(sandbox.faults()[0]["id"])
    again = World(store=store).get(sandbox.id)
    assert queue(again) == queue(sandbox)
    assert again.faults() == sandbox.faults()
    assert len(queue(sandbox)) == 8
    told.company.take(again)
    assert "1001" in told.until("2026-01-20T09:00")
    store.close()
