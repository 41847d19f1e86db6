"""What the reference client's user wants of the agency: sent once, told when it is answered, nothing after the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance.clients.reference.wire import Wire
from tests.conformance.clients.fake_provider import FakeProvider, Fault
from tests.conformance.clients.samples import invoice
from tests.conformance.clients.test_client_retries import Life


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Life, FakeProvider]]:
    """A life at Kassavirta whose invoice 1001 has an assignment, and the provider."""
    provider = FakeProvider()
    monkeypatch.setattr(Wire, "exchange", provider.exchange)
    life = Life(tmp_path)
    act(life, "send_invoice", invoice=invoice())
    happens(provider, type="created", actor="agency")
    life.ask("tick")
    yield life, provider
    life.client.close()


def act(life: Life, action: str, **words: Any) -> dict[str, Any]:
    return life.act(action, provider="kassavirta", **words)


def happens(provider: FakeProvider, **words: Any) -> None:
    provider.add_event(f"case-{next(iter(provider.invoices))}", **words)


def asked(provider: FakeProvider) -> list[tuple[str, str | None]]:
    """What the company asked for: the type, and the day."""
    return [
        (event["type"], event.get("until") or event.get("due_date"))
        for event in provider.events
        if event["actor"] == "company"
    ]


def test_an_invoice_that_is_followed_and_not_collected_is_shown_as_sent(
    world: tuple[Life, FakeProvider],
) -> None:
    life, provider = world
    assert (life.shown()["state"], life.shown()["transferred_on"]) == ("sent", None)
    provider.collection_status = "reminder_sent"
    happens(provider, type="reminder_sent", actor="agency")
    life.ask("tick")
    assert (life.shown()["state"], life.shown()["collection_status"]) == ("in_collection", "reminder_sent")


def test_a_hold_is_added_changed_while_it_lasts_and_added_anew_after_it(
    world: tuple[Life, FakeProvider],
) -> None:
    life, provider = world
    assert act(life, "hold", number="1001", until="2026-02-06")["outcome"] == "done"
    act(life, "hold", number="1001", until="2026-02-13")
    life.now = "2026-02-16T09:00:00+02:00"
    act(life, "hold", number="1001", until="2026-02-27")
    act(life, "release", number="1001")
    act(life, "hold", number="1001", until="2026-02-27")
    assert asked(provider) == [
        ("hold_added", "2026-02-06"),
        ("hold_changed", "2026-02-13"),
        ("hold_added", "2026-02-27"),
        ("hold_lifted", None),
        ("hold_added", "2026-02-27"),
    ]


def test_a_later_due_date_is_pending_and_its_refusal_is_told(world: tuple[Life, FakeProvider]) -> None:
    life, provider = world
    assert act(life, "request_due_date", number="1001", due_date="2026-02-18")["outcome"] == "pending"
    assert life.shown()["messages"] == []
    happens(provider, type="due_date_refused", actor="agency")
    life.ask("tick")
    [message] = life.shown()["messages"]
    assert "refused" in message["text"]


def test_a_wish_whose_answer_was_lost_is_looked_for_and_not_sent_again(
    world: tuple[Life, FakeProvider],
) -> None:
    life, provider = world
    provider.faults = [Fault("POST", "/events", lost=True)]
    assert act(life, "hold", number="1001", until="2026-02-13")["outcome"] == "pending"
    life.begin()
    life.now = "2026-02-05T09:05:00+02:00"
    life.ask("tick")
    assert asked(provider) == [("hold_added", "2026-02-13")]
    # Another day is another wish, be it as the first whose answer got lost.
    provider.faults = [Fault("POST", "/events", lost=True)]
    act(life, "request_due_date", number="1001", due_date="2026-02-13")
    life.now = "2026-02-05T09:10:00+02:00"
    life.ask("tick")
    assert asked(provider)[1:] == [("due_date_change", "2026-02-13")]


def test_what_the_agency_refuses_is_told_and_not_sent_again(world: tuple[Life, FakeProvider]) -> None:
    life, provider = world
    provider.faults = [Fault("POST", "/events", status=403, body={"message": "No place for a hold"})]
    told = act(life, "hold", number="1001", until="2026-02-13")
    assert (told["outcome"], "No place for a hold" in told["message"]) == ("refused", True)
    life.ask("tick")
    assert asked(provider) == []


def test_what_the_agency_writes_is_shown_and_marked_as_seen_once(world: tuple[Life, FakeProvider]) -> None:
    life, provider = world
    happens(provider, type="comment", actor="agency", text="The debtor has moved.")
    happens(provider, type="comment", actor="company", text="Has it?")
    seen = "/events/e1/seen"
    provider.faults = [Fault("POST", seen, status=503)]
    for minute in range(3):
        life.now = f"2026-02-05T10:0{minute * 3}:00+02:00"
        life.ask("tick")
    assert [one["text"] for one in life.shown()["messages"]] == ["The debtor has moved."]
    assert [call for call in provider.calls if call.endswith("/seen")] == [
        f"POST /v1/assignments/case-{next(iter(provider.invoices))}{seen}"
    ] * 2


def test_after_the_end_nothing_is_asked_for(world: tuple[Life, FakeProvider]) -> None:
    life, provider = world
    act(life, "cancel", number="1001")
    provider.case_status = "closed"
    happens(provider, type="close", actor="agency")
    life.ask("tick")
    for action in ("hold", "release", "cancel", "bad_debt", "request_due_date", "comment"):
        words = {"until": "2026-02-27", "due_date": "2026-02-27", "text": "Well?"}
        assert act(life, action, number="1001", **words)["outcome"] == "refused"
    assert asked(provider) == [("cancellation", None)]


def test_a_customer_is_put_into_a_group_moved_and_taken_out(world: tuple[Life, FakeProvider]) -> None:
    life, provider = world
    for group in ("vip", "premium", None):
        assert act(life, "set_customer_group", business_id="7654321-2", group=group)["outcome"] == "done"
    assert provider.levels == [
        ("PUT", "7654321-2", "vip"),
        ("PUT", "7654321-2", "premium"),
        ("DELETE", "7654321-2", None),
    ]


def test_a_group_that_could_not_be_set_is_set_later_and_one_that_is_refused_is_not(
    world: tuple[Life, FakeProvider],
) -> None:
    life, provider = world
    provider.faults = [Fault("PUT", "7654321-2", status=503)]
    assert act(life, "set_customer_group", business_id="7654321-2", group="vip")["outcome"] == "pending"
    life.now = "2026-02-05T09:05:00+02:00"
    life.ask("tick")
    life.ask("tick")
    assert provider.levels == [("PUT", "7654321-2", "vip")]
    provider.faults = [Fault("PUT", "7654321-2", status=403, body={"message": "No such service"})]
    assert act(life, "set_customer_group", business_id="7654321-2", group="premium")["outcome"] == "refused"
    life.ask("tick")
    assert provider.levels == [("PUT", "7654321-2", "vip")]


def test_a_customer_without_a_business_id_comes_into_no_group(world: tuple[Life, FakeProvider]) -> None:
    life, provider = world
    assert act(life, "set_customer_group", business_id=None, group="vip")["outcome"] == "refused"
    assert provider.levels == []
