"""Webhooks: registered, acknowledged, once in their effect, and made up for."""

import pytest

from tests.conformance.judge.traces import Telling, booked, called, money

REGISTERED, ACKNOWLEDGED = "webhook.registered", "webhook.acknowledged"
ONCE, MADE_UP = "webhook.once", "webhook.made-up-for"


def calling(**hello: object) -> Telling:
    """A client that called its provider, and has had its ticks."""
    told = Telling(hello=hello)
    told.act("activate", called("activate", state="pending"), outcome="pending")
    return told


@pytest.mark.parametrize("declared", ["driver", "url"])
def test_a_client_that_declares_webhooks_and_registers_none_fails(declared: str) -> None:
    told = calling(webhooks=declared)
    told.tick()
    assert told.verdict(REGISTERED) == "not_applicable"
    told.tick(called("register_webhook", 400))
    told.tick()
    found = told.judged(REGISTERED)
    assert found.verdict == "failed"
    assert found.actual == "1 try that came to nothing"


@pytest.mark.parametrize(
    "registration",
    [
        lambda told: told.tick(called("register_webhook", 201)),
        lambda told: told.tick({**called("register_webhook", 503), "committed": True}),
        lambda told: told.tick({**called("list_webhooks"), "answer": {"status": 200, "body": [{"id": "a"}]}}),
        lambda told: told.deliver(kind="case_opened", case="case-1"),
        lambda told: told.fact("webhook_registered", webhook="a"),
    ],
)
def test_a_registration_is_right_however_it_came_about(registration: object) -> None:
    told = calling(webhooks="driver")
    registration(told)  # type: ignore[operator]  # one of those above
    told.at("2026-01-13T08:00").tick(times=3)
    assert told.verdict(REGISTERED) == "passed"


def test_a_client_without_webhooks_has_nothing_to_register() -> None:
    for hello in ({"webhooks": "none"}, {}):
        told = calling(**hello)
        told.tick(times=3)
        assert told.verdict(REGISTERED) == "not_applicable"


def test_a_client_that_never_reached_its_provider_has_nothing_to_register() -> None:
    told = Telling(hello={"webhooks": "driver"})
    told.tick(called("authenticate"), called("activate", 503), times=3)
    assert told.verdict(REGISTERED) == "not_applicable"


def test_a_webhook_that_is_refused_at_every_attempt_fails() -> None:
    told = Telling()
    told.deliver(message="m1", outcome="failed")
    assert told.verdict(ACKNOWLEDGED) == "not_applicable"
    told.deliver(message="m1", outcome="failed")
    found = told.judged(ACKNOWLEDGED)
    assert found.verdict == "failed"
    assert found.looked == 1


def test_a_webhook_may_be_refused_once_and_taken_when_it_comes_again() -> None:
    told = Telling()
    told.deliver(message="m1", outcome="failed")
    told.deliver(message="m2")
    told.deliver(message="m1")
    found = told.judged(ACKNOWLEDGED)
    assert (found.verdict, found.looked) == ("passed", 2)


def test_a_forged_webhook_may_be_refused_for_ever() -> None:
    told = Telling()
    told.fact("service_activated", provider="agency")
    for _ in range(3):
        told.deliver(message="m1", kind="case_opened", case="nowhere", outcome="refused")
    assert told.verdict(ACKNOWLEDGED) == "not_applicable"


def paid(*deliveries: str, booked_times: int = 1) -> Telling:
    """A payment to the agency, settled, of which webhooks come; then a view."""
    told = Telling("2026-02-13T10:00")
    told.send()
    told.case()
    names = {"case": "case-1", "number": "1"}
    told.fact("payment_received", **names, amount=money("40.00"), principal=money("40.00"))
    for message in deliveries:
        told.deliver(message=message, kind="case_event", case="case-1", date="2026-02-13T08:00:00Z")
    told.tick(times=3)
    told.view(ledger=[booked("settlement_principal", "40.00")] * booked_times)
    return told


def test_what_a_webhook_tells_twice_is_booked_once() -> None:
    found = paid("m1", "m1").judged(ONCE)
    assert (found.verdict, found.looked) == ("passed", 1)
    found = paid("m1", "m1", booked_times=2).judged(ONCE)
    assert found.verdict == "failed"
    assert (found.expected, found.actual) == ("40.00 at the most", "80.00 in 2 rows")


def test_a_double_booking_without_an_odd_webhook_is_not_this_checks() -> None:
    assert paid("m1", booked_times=2).verdict(ONCE) == "not_applicable"


def test_a_booking_that_was_taken_back_counts_as_not_there() -> None:
    told = paid("m1", "m1")
    rows = [booked("settlement_principal", "40.00")] * 2
    told.view(ledger=[*rows, booked("reversal", "-40.00")])
    assert told.verdict(ONCE) == "passed"


def lettered(status: str) -> Telling:
    """Reminder and demand, whose webhooks come in the wrong order; then a view."""
    told = Telling("2026-02-05T09:00")
    told.send()
    told.case()
    told.fact("letter_sent", case="case-1", number="1", letter="reminder")
    told.tick(called("read_case", case="case-1", number="1", state="open", stage="reminder_sent"), times=2)
    told.at("2026-02-16T09:00").fact("letter_sent", case="case-1", number="1", letter="demand")
    told.deliver(message="m2", kind="case_event", case="case-1", date="2026-02-16T07:00:00Z")
    told.tick(called("read_case", case="case-1", number="1", state="open", stage="demand_sent"), times=2)
    told.at("2026-02-19T09:00")
    told.deliver(message="m1", kind="case_event", case="case-1", date="2026-02-05T07:00:00Z")
    told.tick(times=2)
    told.view(invoices=[{"number": "1", "state": "in_collection", "collection_status": status}])
    return told


def test_a_late_webhook_does_not_bring_back_what_is_past() -> None:
    assert lettered("demand_sent").verdict(ONCE) == "passed"
    found = lettered("reminder_sent").judged(ONCE)
    assert found.verdict == "failed"
    assert "came oddly" in found.message


def forged(state: str) -> Telling:
    """An activation that nobody confirmed, and a webhook that says it is."""
    told = Telling()
    told.act("activate", called("activate", state="pending"), outcome="pending")
    told.fact("agreement_sent", provider="agency")
    told.tick(times=2)
    told.deliver(message="m1", kind="service_activated", provider="agency")
    told.tick(times=2)
    told.view(services=[{"provider": "agency", "state": state}])
    return told


def test_a_forged_webhook_changes_nothing() -> None:
    assert forged("pending").verdict(ONCE) == "passed"
    found = forged("active").judged(ONCE)
    assert found.verdict == "failed"
    assert "forged" in found.message


def test_a_true_webhook_that_came_once_and_in_time_is_nothing_to_look_at() -> None:
    told = Telling()
    told.act("activate", called("activate", state="pending"), outcome="pending")
    told.fact("agreement_sent", provider="agency")
    told.fact("service_activated", provider="agency")
    told.deliver(message="m1", kind="service_activated", provider="agency", date="2026-01-12T07:00:00Z")
    told.tick(times=2)
    told.view(services=[{"provider": "agency", "state": "active"}])
    assert told.verdict(ONCE) == "not_applicable"


def lost(state: str, *, registered: bool = True, delivered: bool = False, ticks: int = 2) -> Telling:
    """A confirmation whose webhook does not come."""
    told = Telling()
    told.act("activate", called("activate", state="pending"), outcome="pending")
    told.fact("agreement_sent", provider="agency")
    if registered:
        told.fact("webhook_registered", webhook="a")
    told.tick(times=2)
    told.fact("service_activated", provider="agency")
    if delivered:
        told.deliver(message="m1", kind="service_activated", provider="agency", date="2026-01-12T07:00:00Z")
    told.tick(times=ticks)
    told.view(services=[{"provider": "agency", "state": state}])
    return told


def test_what_a_lost_webhook_told_is_found_by_asking() -> None:
    found = lost("active").judged(MADE_UP)
    assert (found.verdict, found.looked) == ("passed", 1)
    found = lost("pending").judged(MADE_UP)
    assert found.verdict == "failed"
    assert "service activated was lost" in found.message


def test_there_are_two_ticks_to_ask() -> None:
    assert lost("pending", ticks=1).verdict(MADE_UP) == "not_applicable"


def test_a_webhook_that_came_is_not_lost() -> None:
    assert lost("pending", delivered=True).verdict(MADE_UP) == "not_applicable"


def test_a_client_that_takes_no_webhooks_has_lost_none() -> None:
    assert lost("pending", registered=False).verdict(MADE_UP) == "not_applicable"
