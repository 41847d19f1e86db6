"""Services, transfers and cases are shown as they stand."""

from typing import Any

import pytest

from tests.conformance.judge.calls import call
from tests.conformance.judge.traces import Telling, called

SERVICE, PENDING, CASE = "activation.shown", "transfer.shown-as-pending", "case.followed"


def shown(told: Telling, state: str, status: str | None = None) -> int:
    """A view of invoice 1."""
    return told.view(invoices=[{"number": "1", "state": state, "collection_status": status}])


def service(told: Telling, state: str) -> int:
    """A view of the service."""
    return told.view(services=[{"provider": "agency", "state": state}])


def ordered() -> Telling:
    told = Telling()
    told.act("activate", called("activate", state="pending"), outcome="pending")
    told.fact("agreement_sent", provider="agency")
    return told


def transferred(outcome: str = "pending") -> Telling:
    told = Telling()
    told.send()
    told.act("transfer_invoice", called("transfer", invoice="id-1"), number="1", outcome=outcome)
    told.fact("transfer_requested", invoice="id-1", number="1", provider="agency")
    return told


def opened() -> Telling:
    told = Telling()
    told.send()
    told.case()
    told.tick(called("read_case", case="case-1", number="1", state="open", stage="open"), times=3)
    return told


@pytest.mark.parametrize(
    ("state", "verdict"), [("pending", "passed"), ("active", "failed"), ("closed", "failed")]
)
def test_a_service_that_nobody_signed_is_shown_as_pending(state: str, verdict: str) -> None:
    told = ordered()
    told.tick(times=3)
    service(told, state)
    assert told.judged(SERVICE).verdict == verdict
    assert told.judged(SERVICE).looked == 1


def test_a_client_has_two_ticks_to_hear_of_a_confirmation() -> None:
    told = ordered()
    told.tick(times=2)
    told.fact("service_activated", provider="agency")
    told.tick()
    service(told, "pending")
    assert told.verdict(SERVICE) == "passed"
    told.tick()
    service(told, "pending")
    assert told.verdict(SERVICE) == "failed"


@pytest.mark.parametrize("state", ["declined", "inactive", "pending"])
def test_a_declined_service_is_declined_or_inactive_or_ordered_anew(state: str) -> None:
    told = ordered()
    told.tick(times=2)
    told.fact("service_declined", provider="agency")
    told.tick(times=2)
    if state == "pending":
        service(told, "pending")
        assert told.verdict(SERVICE) == "failed"
        told = ordered()
        told.fact("service_declined", provider="agency")
        told.tick(times=2)
        told.act("activate", outcome="pending")
    service(told, state)
    assert told.verdict(SERVICE) == "passed"


def test_without_facts_a_service_stands_as_the_client_was_told() -> None:
    told = Telling()
    told.act("activate", called("activate", state="pending"), outcome="pending")
    told.tick(called("read_service", state="active"), times=3)
    service(told, "pending")
    assert told.verdict(SERVICE) == "failed"


def test_a_service_that_nothing_happened_to_is_not_looked_at() -> None:
    told = Telling()
    service(told, "active")
    assert told.verdict(SERVICE) == "not_applicable"


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("transfer_pending", "passed"),
        ("paid", "passed"),
        ("sent", "passed"),
        ("in_collection", "failed"),
        ("closed", "failed"),
    ],
)
def test_a_transfer_without_a_case_is_not_in_collection(state: str, verdict: str) -> None:
    told = transferred()
    shown(told, state)
    assert told.verdict(PENDING) == verdict


def test_a_transfer_that_was_taken_is_shown_as_pending_by_the_second_tick() -> None:
    told = transferred()
    told.tick(times=2)
    shown(told, "sent")
    found = told.judged(PENDING)
    assert found.verdict == "failed"
    assert "transfer_pending" in found.expected


def test_while_the_case_opens_either_is_right() -> None:
    told = transferred()
    told.tick(times=2)
    told.fact("case_opened", case="case-1", invoice="id-1", number="1", principal=None)
    told.tick()
    shown(told, "transfer_pending")
    shown(told, "in_collection")
    assert told.verdict(PENDING) == "passed"


def test_a_failed_transfer_is_pending_no_more_unless_the_user_asks_anew() -> None:
    told = transferred()
    told.tick(times=2)
    told.fact("transfer_failed", invoice="id-1", number="1", provider="agency", reason="…")
    told.tick(times=2)
    shown(told, "error")
    assert told.verdict(PENDING) == "passed"
    told.act("transfer_invoice", number="1", outcome="pending")
    shown(told, "transfer_pending")
    assert told.verdict(PENDING) == "passed"
    told = transferred()
    told.tick(times=2)
    told.fact("transfer_failed", invoice="id-1", number="1", provider="agency", reason="…")
    told.tick(times=2)
    shown(told, "transfer_pending")
    assert told.verdict(PENDING) == "failed"


def test_an_invoice_that_was_never_transferred_is_not_looked_at() -> None:
    told = Telling()
    told.send()
    shown(told, "sent")
    assert told.verdict(PENDING) == "not_applicable"
    assert told.verdict(CASE) == "not_applicable"


def test_in_collection_without_any_transfer_fails() -> None:
    told = Telling()
    told.send()
    shown(told, "in_collection")
    assert told.verdict(PENDING) == "failed"


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("in_collection", "passed"), ("paid", "passed"), ("sent", "failed"), ("closed", "failed")],
)
def test_an_open_case_is_in_collection(state: str, verdict: str) -> None:
    told = opened()
    shown(told, state)
    assert told.verdict(CASE) == verdict


@pytest.mark.parametrize(
    ("state", "verdict"), [("paid", "passed"), ("closed", "passed"), ("in_collection", "failed")]
)
def test_a_case_is_followed_to_its_end(state: str, verdict: str) -> None:
    told = opened()
    told.fact("case_closed", case="case-1", number="1", reason="paid")
    told.tick(times=2)
    shown(told, state)
    assert told.verdict(CASE) == verdict


def test_ticks_at_which_the_provider_could_not_be_asked_do_not_count() -> None:
    told = opened()
    told.fact("case_closed", case="case-1", number="1", reason="paid")
    told.at("2026-01-13T08:00").tick(call("GET", "/events", 503, headers={"retry-after": "7200"}))
    told.at("2026-01-13T09:00").tick()
    told.at("2026-01-13T10:00").tick()
    told.at("2026-01-13T11:00").tick()
    shown(told, "in_collection")
    assert told.verdict(CASE) == "passed"
    told.at("2026-01-13T12:00").tick()
    shown(told, "in_collection")
    assert told.verdict(CASE) == "failed"


def test_a_lost_or_stale_answer_does_not_count_and_a_slow_one_does() -> None:
    for fault, verdict in (("reset", "passed"), ("stale_read", "passed"), ("latency", "failed")):
        told = opened()
        told.fact("case_closed", case="case-1", number="1", reason="paid")
        told.tick()
        told.tick(call("GET", "/events", None if fault == "reset" else 200, fault=fault))
        shown(told, "in_collection")
        assert told.verdict(CASE) == verdict, fault


def test_the_agencys_own_word_is_the_one_that_it_told_last() -> None:
    told = opened()
    told.fact("letter_sent", case="case-1", number="1", letter="reminder")
    told.tick(called("read_case", case="case-1", number="1", state="open", stage="reminder_sent"), times=3)
    shown(told, "in_collection", "reminder_sent")
    assert told.judged(CASE).looked == 2
    assert told.verdict(CASE) == "passed"
    shown(told, "in_collection", "open")
    assert told.verdict(CASE) == "failed"


def test_a_word_that_the_agency_has_outgrown_is_stale_though_nobody_read_the_new_one() -> None:
    told = opened()
    told.fact("letter_sent", case="case-1", number="1", letter="reminder")
    told.tick()
    shown(told, "in_collection", "open")
    assert told.verdict(CASE) == "passed"
    told.tick()
    shown(told, "in_collection", "open")
    assert told.verdict(CASE) == "failed"


def test_a_clients_own_words_are_not_judged() -> None:
    told = opened()
    told.fact("letter_sent", case="case-1", number="1", letter="reminder")
    told.tick(times=3)
    shown(told, "in_collection", "muistutettu")
    assert told.judged(CASE).looked == 1
    assert told.verdict(CASE) == "passed"


def test_a_second_letter_of_a_kind_is_no_new_word() -> None:
    told = opened()
    told.fact("letter_sent", case="case-1", number="1", letter="reminder")
    told.tick(called("read_case", case="case-1", number="1", state="open", stage="reminder_sent"), times=2)
    told.fact("letter_sent", case="case-1", number="1", letter="reminder")
    told.tick(times=3)
    shown(told, "in_collection", "reminder_sent")
    assert told.verdict(CASE) == "passed"


def test_a_legal_step_makes_the_last_letters_word_stale_and_the_end_makes_its_own() -> None:
    told = opened()
    told.fact("letter_sent", case="case-1", number="1", letter="demand")
    told.tick(called("read_case", case="case-1", number="1", state="open", stage="demanded"), times=2)
    told.fact("legal_step_taken", case="case-1", number="1", step="summons")
    told.tick()
    shown(told, "in_collection", "demanded")
    assert told.verdict(CASE) == "passed"
    told.tick(called("read_case", case="case-1", number="1", state="open", stage="at_court"))
    told.fact("legal_step_taken", case="case-1", number="1", step="enforcement")
    told.tick(times=3)
    shown(told, "in_collection", "at_court")
    assert told.verdict(CASE) == "passed"
    shown(told, "in_collection", "demanded")
    assert told.verdict(CASE) == "failed"


def test_without_facts_a_case_stands_as_the_client_was_told() -> None:
    told = Telling()
    told.send()
    told.tick(called("transfer", invoice="id-1"))
    told.tick(called("read_case", case="case-1", number="1", state="closed"), times=3)
    shown(told, "in_collection")
    assert told.verdict(CASE) == "failed"


def test_a_view_without_invoices_shows_nothing_to_judge() -> None:
    told = opened()
    told.view(services=[])
    assert told.verdict(CASE) == "not_applicable"


def test_a_word_that_is_told_at_every_tick_gives_no_more_time_than_at_the_first() -> None:
    told = opened()
    told.fact("letter_sent", case="case-1", number="1", letter="reminder")
    read = called("read_case", case="case-1", number="1", state="open", stage="reminder_sent")
    told.tick(read)
    shown(told, "in_collection", "open")
    assert told.verdict(CASE) == "passed"
    told.tick(read)
    told.tick(read)
    shown(told, "in_collection", "open")
    assert "collection status" in told.judged(CASE).message


def test_a_word_that_comes_back_counts_from_its_return() -> None:
    told = opened()
    for word in ("reminder_sent", "open"):
        told.tick(called("read_case", case="case-1", number="1", state="open", stage=word), times=1)
    shown(told, "in_collection", "reminder_sent")
    assert told.verdict(CASE) == "passed"


@pytest.mark.parametrize(("shown", "verdict"), [("inactive", "passed"), ("active", "failed")])
def test_a_service_that_was_moved_is_another_one(shown: str, verdict: str) -> None:
    told = Telling()
    told.act("activate", called("activate", state="pending", provider="agency"))
    told.fact("service_activated", provider="agency")
    told.tick(called("read_service", state="active", provider="agency"), times=2)
    told.fact("service_moved", provider="agency", to="other")
    told.tick(called("read_service", state="active", provider="other"), times=3)
    told.view(services=[{"provider": "agency", "state": shown}, {"provider": "other", "state": "active"}])
    assert told.verdict("activation.shown") == verdict


# --- what waits for the company -----------------------------------------------------------------------------


def waits(action: str | None, shown_as: bool | None, **answer: Any) -> Telling:
    """A case that was read, and a view of its invoice."""
    told = Telling(provider="portal")
    told.send()
    told.case()
    means: dict[str, Any] = {"action": action} if action else {}
    told.tick(called("read_case", case="case-1", number="1", state="open", **means, **answer))
    row = {"number": "1", "state": "in_collection"}
    told.view(invoices=[row if shown_as is None else {**row, "action_needed": shown_as}])
    return told


@pytest.mark.parametrize(
    ("action", "shown_as", "verdict"),
    [
        ("Start", True, "passed"),
        ("Start", False, "failed"),
        ("Start", None, "not_applicable"),
        (None, False, "not_applicable"),
        (None, True, "not_applicable"),
    ],
)
def test_a_case_that_waits_for_the_company_is_shown_to_wait(
    action: str | None, shown_as: bool | None, verdict: str
) -> None:
    assert waits(action, shown_as).verdict("case.action-shown") == verdict


def test_an_answer_that_did_not_arrive_and_one_that_was_overtaken_say_nothing_of_what_waits() -> None:
    assert waits("Start", False, status=500).verdict("case.action-shown") == "not_applicable"
    told = waits("Start", True)
    told.tick(called("read_case", case="case-1", number="1", state="open"))
    told.view(invoices=[{"number": "1", "action_needed": False}])
    assert told.verdict("case.action-shown") == "passed"
