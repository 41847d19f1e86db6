"""What an agency's rules keep out of the automation, what its user can do by hand, and what stays after a transfer."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

SINCE, LEFT, HAND, SET = (
    "transfer.since-switched-on",
    "transfer.left-alone",
    "transfer.by-hand",
    "transfer.as-set",
)


def transfer(outcome: str = "accepted", **means: Any) -> dict[str, Any]:
    return called("transfer", outcome=outcome, number="1", **means)


def told_of(due: str = "2026-01-28", **words: Any) -> Telling:
    """Invoice 1 of 100.00 to a company, of the day on which it is told."""
    told = Telling(provider="portal")
    debtor = {"kind": "company"}
    invoice = {"number": "1", "date": "2026-01-12", "due_date": due, "total": "100.00", "debtor": debtor}
    told.act("send_invoice", invoice=invoice | words)
    return told


def switched(told: Telling, day: str, *, enabled: bool = True, **words: Any) -> Telling:
    told.at(f"{day}T09:00").act("change_settings", settings={"auto_transfer": {"enabled": enabled, **words}})
    return told


@pytest.mark.parametrize(("day", "verdict"), [("2026-01-28", "passed"), ("2026-01-29", "failed")])
def test_the_automation_begins_with_what_falls_due_on_its_first_day(day: str, verdict: str) -> None:
    told = switched(told_of(), day)
    told.at("2026-02-06T08:00").tick(transfer())
    assert told.verdict(SINCE) == verdict


def test_another_change_while_it_is_on_does_not_move_its_first_day_and_switching_it_off_does() -> None:
    told = switched(switched(told_of(), "2026-01-20"), "2026-01-30", b2b_days=8)
    told.at("2026-02-06T08:00").tick(transfer())
    assert told.verdict(SINCE) == "passed"
    told = switched(switched(switched(told_of(), "2026-01-20"), "2026-01-29", enabled=False), "2026-01-30")
    told.at("2026-02-06T08:00").tick(transfer())
    assert told.verdict(SINCE) == "failed"


@pytest.mark.parametrize(
    "words",
    [
        {"financed": True},
        {"reminders_sent": [{"date": "2026-01-30"}]},
        {"collection_status": "reminded"},
        {"given_to": "Another"},
    ],
)
def test_the_automation_leaves_what_it_must_and_by_hand_it_may_go(words: dict[str, Any]) -> None:
    told = switched(told_of(**words), "2026-01-13")
    told.at("2026-02-06T08:00").tick(transfer())
    assert told.verdict(LEFT) == "failed"
    told = switched(told_of(**words), "2026-01-13")
    told.at("2026-02-06T08:00").act("transfer_invoice", transfer(), number="1")
    assert told.verdict(LEFT) == "not_applicable"


def test_an_invoice_of_the_smallest_amount_itself_is_not_above_it() -> None:
    told = switched(told_of(), "2026-01-13", minimum_amount="100.00")
    told.at("2026-02-06T08:00").tick(transfer())
    assert told.verdict(SET) == "failed"


def test_what_the_automation_leaves_out_its_user_can_transfer_by_hand() -> None:
    told = switched(told_of(financed=True), "2026-01-13")
    told.at("2026-02-06T08:00").act("transfer_invoice", outcome="refused", number="1")
    assert told.verdict(HAND) == "failed"
    told = switched(told_of(financed=True), "2026-01-13")
    told.at("2026-02-06T08:00").act("transfer_invoice", transfer("refused"), outcome="refused", number="1")
    assert told.verdict(HAND) == "passed"


@pytest.mark.parametrize(
    ("day", "words"), [("2026-01-30", {"financed": True}), ("2026-02-06", {"given_to": "Another"})]
)
def test_a_client_may_refuse_by_hand_what_is_too_young_or_another_agencys(
    day: str, words: dict[str, Any]
) -> None:
    told = switched(told_of(**words), "2026-01-13")
    told.at(f"{day}T08:00").act("transfer_invoice", outcome="refused", number="1")
    assert told.verdict(HAND) == "not_applicable"


def test_a_transfer_names_the_due_date_that_its_user_gave_it_last() -> None:
    for named, verdict in (("2026-02-11", "passed"), ("2026-01-28", "failed")):
        told = told_of()
        told.act("change_due_date", number="1", due_date="2026-02-11")
        told.at("2026-02-20T08:00").act("transfer_invoice", transfer(due_date=named), number="1")
        assert told.verdict("transfer.due-date") == verdict


@pytest.mark.parametrize(
    ("action", "check", "words"),
    [
        ("change_due_date", "transfer.due-date", {"due_date": "2026-03-11"}),
        ("reopen_invoice", "transfer.no-way-back", {}),
    ],
)
def test_after_the_transfer_an_invoice_is_not_written_anew(
    action: str, check: str, words: dict[str, Any]
) -> None:
    for outcome, verdict in (("done", "failed"), ("refused", "passed")):
        told = told_of()
        told.at("2026-02-06T08:00").act("transfer_invoice", transfer(), number="1")
        told.act(action, outcome=outcome, number="1", **words)
        assert told.verdict(check) == verdict


@pytest.mark.parametrize(
    ("body", "note", "carried"),
    [
        ({"text": "Invoice 1", "more": {"external": "E-77"}}, "passed", "passed"),
        ({"text": "Re: Ask Maija first"}, "failed", "failed"),
    ],
)
def test_the_sellers_note_stays_and_the_external_number_goes(body: Any, note: str, carried: str) -> None:
    told = told_of(seller_note="Ask Maija first", external_number="E-77")
    told.at("2026-02-06T08:00").act("transfer_invoice", {**transfer(), "body": body}, number="1")
    assert told.verdict("transfer.without-the-note") == note
    assert told.verdict("transfer.carries") == carried
