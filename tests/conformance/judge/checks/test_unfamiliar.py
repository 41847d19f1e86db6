"""What a client has never heard of does not break it."""

from typing import Any

from tests.conformance.judge.calls import events
from tests.conformance.judge.traces import Telling, booked

STRANGE = "network.unfamiliar"


def event(kind: str, amount: str | None = None) -> dict[str, Any]:
    return {"event": f"e-{kind}", "case": "case-1", "number": "1", "kind": kind, "amount": amount}


def strange(*items: dict[str, Any]) -> dict[str, Any]:
    return events(200, *items, fault="malformed")


def story(*items: dict[str, Any]) -> Telling:
    told = Telling("2026-02-10T08:00")
    told.tick(events(200, event("paid", "40.00")))
    told.tick(strange(event("paid", "40.00"), *items))
    return told


def test_going_on_as_ever_is_right() -> None:
    told = story(event("unheard_of", "12.00"))
    told.tick(events())
    told.tick(events())
    told.view(ledger=[booked("settlement_principal", "40.00")])
    assert (told.verdict(STRANGE), told.judged(STRANGE).looked) == ("passed", 1)


def test_a_client_that_crashes_then_or_later_fails() -> None:
    for ticks in (0, 2):
        told = story()
        told.tick(events(), times=ticks) if ticks else None
        told.op("tick", reply={"fault": {"kind": "failed", "message": "KeyError: unheard_of"}})
        found = told.judged(STRANGE)
        assert (found.verdict, found.actual) == ("failed", "KeyError: unheard_of")


def test_a_client_that_crashed_before_is_not_blamed_for_it_here() -> None:
    told = Telling()
    told.op("act", reply={"fault": {"kind": "failed", "message": "KeyError"}}, action="comment")
    told.tick(events())
    told.tick(strange())
    told.tick(events(), times=2)
    assert told.verdict(STRANGE) == "passed"


def test_a_client_that_stops_polling_fails_and_one_that_never_polled_does_not() -> None:
    told = story()
    told.tick(times=2)
    assert told.verdict(STRANGE) == "failed"
    told = Telling()
    told.tick()
    told.op("webhook", strange())
    told.tick(times=2)
    assert told.verdict(STRANGE) == "passed"


def test_one_quiet_tick_is_no_silence() -> None:
    told = story()
    told.tick()
    told.tick(events())
    assert told.verdict(STRANGE) == "passed"


def test_booking_what_only_an_unknown_event_names_fails() -> None:
    told = story(event("unheard_of", "12.00"))
    told.tick(events(), times=2)
    told.view(ledger=[booked("fee", "12.00")])
    found = told.judged(STRANGE)
    assert (found.verdict, "booked 12.00" in found.message) == ("failed", True)


def test_an_amount_that_the_bank_or_the_user_told_too_is_explained() -> None:
    told = story(event("unheard_of", "12.00"))
    told.act("record_payment", number="1", amount="12.00")
    told.tick(events(), times=2)
    told.view(ledger=[booked("direct_payment", "12.00")])
    assert told.verdict(STRANGE) == "passed"


def test_a_webhook_of_a_kind_that_no_document_names_is_unfamiliar_too() -> None:
    told = Telling()
    told.tick(events())
    told.deliver(kind="other")
    told.op("webhook", reply={"fault": {"kind": "failed", "message": "ValueError"}})
    assert told.verdict(STRANGE) == "failed"
    told = Telling()
    told.deliver(kind="case_event")
    told.tick(events())
    assert told.verdict(STRANGE) == "not_applicable"
