"""A service is closed when the user closes it, and transfers are for an active one."""

from typing import Any

import pytest

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from tests.conformance.judge.traces import Telling, called

DONE, ACTIVE, CONTACT, UNASKED = (
    "closing.done",
    "transfer.while-active",
    "activation.contact",
    "report.unasked",
)


def active() -> Telling:
    told = Telling()
    told.send()
    told.act("activate", called("activate", state="active"))
    told.fact("agreement_sent", provider="agency")
    told.fact("service_activated", provider="agency")
    return told


def test_a_service_is_closed_at_once_or_by_the_second_tick() -> None:
    told = active()
    told.act("close_service", called("close", 204))
    assert told.verdict(DONE) == "passed"
    told = active()
    told.act("close_service", called("close", 503), outcome="pending")
    told.tick()
    told.tick(called("close", 204))
    assert told.verdict(DONE) == "passed"


def test_a_service_that_stays_open_at_the_provider_fails() -> None:
    told = active()
    told.act("close_service")
    told.tick()
    assert told.verdict(DONE) == "not_applicable"
    told.tick()
    assert told.verdict(DONE) == "failed"
    told.tick(called("close", 204))
    assert "late" in told.judged(DONE).message


def test_a_closing_whose_answer_was_lost_was_done() -> None:
    told = active()
    told.act("close_service", {**called("close", 503), "committed": True}, outcome="pending")
    told.tick(times=2)
    assert told.verdict(DONE) == "passed"


@pytest.mark.parametrize("outcome", ["refused", "done"])
def test_what_was_refused_or_was_not_there_is_not_judged(outcome: str) -> None:
    told = active() if outcome == "refused" else Telling()
    told.act("close_service", outcome=outcome)
    told.tick(times=3)
    assert told.verdict(DONE) == "not_applicable"


def test_ordering_the_service_anew_takes_the_closing_back() -> None:
    told = active()
    told.act("close_service", outcome="pending")
    told.act("activate", outcome="done")
    told.tick(times=3)
    assert told.verdict(DONE) == "not_applicable"


@pytest.mark.parametrize(
    ("state", "verdict"), [("active", "passed"), ("pending", "failed"), ("inactive", "failed")]
)
def test_automation_transfers_only_while_the_service_is_active(state: str, verdict: str) -> None:
    told = Telling()
    told.send()
    told.tick(called("read_service", state=state))
    told.tick(called("transfer", 202 if state == "active" else 403, invoice="id-1"))
    assert told.verdict(ACTIVE) == verdict


def test_passing_on_the_users_wish_and_showing_the_refusal_is_right() -> None:
    told = Telling()
    told.send()
    told.tick(called("read_service", state="pending"))
    told.act("transfer_invoice", called("transfer", 403, invoice="id-1"), number="1", outcome="refused")
    assert told.verdict(ACTIVE) == "passed"


def test_nothing_is_transferred_after_the_closing() -> None:
    told = active()
    told.act("close_service", called("close", 204))
    told.tick(called("transfer", 403, invoice="id-1"))
    assert told.verdict(ACTIVE) == "failed"


def test_a_true_webhook_tells_that_the_service_is_active_and_a_forged_one_does_not() -> None:
    for confirmed, verdict in ((True, "passed"), (False, "failed")):
        told = Telling()
        told.send()
        told.tick(called("read_service", state="pending"))
        told.fact("agreement_sent", provider="agency")
        if confirmed:
            told.fact("service_activated", provider="agency")
        told.deliver(message="m1", kind="service_activated", provider="agency")
        told.tick(called("transfer", 202 if confirmed else 403, invoice="id-1"))
        assert told.verdict(ACTIVE) == verdict


def test_a_transfer_by_a_client_that_was_told_nothing_is_not_judged() -> None:
    told = Telling()
    told.send()
    told.tick(called("transfer", invoice="id-1"))
    assert told.verdict(ACTIVE) == "not_applicable"


@pytest.mark.parametrize(
    ("contact", "verdict"),
    [
        ("boss@example.fi", "passed"),
        ("Office@Example.fi", "passed"),
        ("support@example.com", "failed"),
        (None, "failed"),
    ],
)
def test_the_agreement_goes_to_an_address_that_the_client_was_told(contact: str | None, verdict: str) -> None:
    told = Telling()
    told.op("configure", company={"contact": {"email": "office@example.fi"}})
    words: dict[str, Any] = {"contact": contact} if contact else {}
    order = called("activate", state="pending", **words)
    told.act("activate", order, signatory_email="boss@example.fi", outcome="pending")
    assert told.verdict(CONTACT) == verdict


def test_a_debtors_address_is_none_for_an_agreement() -> None:
    told = Telling()
    told.op("configure", company={"contact": {"email": "office@example.fi"}})
    told.act("send_invoice", invoice={"number": "1", "debtor": {"email": "debtor@example.fi"}})
    told.act("activate", called("activate", contact="debtor@example.fi"), outcome="pending")
    assert told.verdict(CONTACT) == "failed"


def test_a_client_that_was_told_no_address_is_not_judged() -> None:
    told = Telling()
    told.act("activate", called("activate", contact="support@example.com"), outcome="pending")
    assert told.verdict(CONTACT) == "not_applicable"


def test_a_payment_on_the_statement_is_reported_without_being_asked_for() -> None:
    told = Telling("2026-03-09T09:00")
    told.send()
    told.case()
    told.bank(("40.00", [("40.00", "19", "A debtor")]))
    told.tick(called("report_payment", 201, case="case-1", amount="40.00"))
    assert told.verdict(UNASKED) == "passed"


def test_a_report_that_waits_for_the_user_is_a_warning() -> None:
    told = Telling("2026-03-09T09:00")
    told.send()
    told.case()
    told.bank(("40.00", [("40.00", "19", "A debtor")]))
    told.tick(times=2)
    report = called("report_payment", 201, case="case-1", amount="40.00")
    told.act("record_payment", report, number="1", amount="40.00")
    assert told.verdict(UNASKED) == "warned"


def test_a_client_that_has_not_had_its_two_ticks_does_not_wait() -> None:
    told = Telling("2026-03-09T09:00")
    told.send()
    told.case()
    told.bank(("40.00", [("40.00", "19", "A debtor")]))
    told.tick()
    report = called("report_payment", 201, case="case-1", amount="40.00")
    told.act("record_payment", report, number="1", amount="40.00")
    assert told.verdict(UNASKED) == "passed"


def test_what_the_user_records_itself_is_rightly_reported_in_that_act() -> None:
    told = Telling("2026-03-09T09:00")
    told.send()
    told.case()
    report = called("report_payment", 201, case="case-1", amount="40.00")
    told.act("record_payment", report, number="1", amount="40.00")
    note = called("report_credit", 201, case="case-1", amount="60.00")
    told.act("credit_invoice", note, number="1", amount="60.00", credit_note_number="C-1")
    found = told.judged(UNASKED)
    assert (found.verdict, found.looked) == ("passed", 2)


def test_without_a_report_there_is_nothing_to_look_at() -> None:
    told = Telling()
    told.send()
    told.case()
    told.tick(times=3)
    assert told.verdict(UNASKED) == "not_applicable"


def test_an_agency_may_say_that_it_takes_transfers_while_its_service_is_pending() -> None:
    told = Telling()
    told.send()
    told.tick(called("read_service", state="pending"))
    told.tick(called("transfer", 202, invoice="id-1"))
    rule = {"id": "AGENCY-ACT-5", "by": "both", "rule": "…", "duties": ["activate", "transfer"]}
    catalogue = Catalogue({"agency": [{**rule, "values": {"service_states": ["active", "pending"]}}]})
    [check] = [one for one in all_checks() if one.id == ACTIVE]
    assert check.run(told.trace(), catalogue).verdict == "passed"
    assert told.verdict(ACTIVE) == "failed"
