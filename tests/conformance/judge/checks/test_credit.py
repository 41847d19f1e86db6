"""Credit notes for transferred invoices are reported."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, booked, called, money

CREDIT = "credit.reported"


def report(amount: str = "100.00", status: int = 201) -> dict[str, Any]:
    return called("report_credit", status, case="case-1", amount=amount)


def story() -> Telling:
    told = Telling()
    told.send("1")
    told.at("2026-02-04T09:00").case("1")
    return told


def credit(told: Telling, *calls: dict[str, Any], outcome: str = "done") -> None:
    told.act("credit_invoice", *calls, number="1", amount="100.00", credit_note_number="C1", outcome=outcome)


def test_at_once_or_by_the_second_tick() -> None:
    told = story()
    credit(told, report())
    told.tick(times=2)
    assert told.verdict(CREDIT) == "passed"
    told = story()
    credit(told, outcome="pending")
    told.tick()
    told.tick(report())
    assert told.verdict(CREDIT) == "passed"


def test_not_at_all_too_late_or_twice_fails() -> None:
    told = story()
    credit(told)
    told.tick(times=2)
    assert told.verdict(CREDIT) == "failed"
    told.tick(report())
    assert "late" in told.judged(CREDIT).message
    twice = story()
    credit(twice, report(), report())
    twice.tick(times=2)
    assert "more was reported" in twice.judged(CREDIT).message


@pytest.mark.parametrize(
    ("reports", "verdict"), [(0, "not_applicable"), (1, "not_applicable"), (2, "failed")]
)
def test_a_credit_note_that_was_never_answered_may_be_reported_once_or_not(
    reports: int, verdict: str
) -> None:
    told = story()
    killed = {"fault": {"kind": "killed", "message": "the process was killed"}}
    told.op("act", reply=killed, action="credit_invoice", number="1", amount="100.00")
    told.tick(*[report()] * reports)
    told.tick(times=2)
    assert told.verdict(CREDIT) == verdict


def test_what_was_still_open_is_enough() -> None:
    told = story()
    told.fact("payment_received", case="case-1", number="1", principal=money("60.00"))
    credit(told, report("40.00"))
    told.tick(times=2)
    assert told.verdict(CREDIT) == "passed"


@pytest.mark.parametrize("outcome", ["refused"])
def test_a_client_that_refuses_to_credit_owes_no_report(outcome: str) -> None:
    told = story()
    credit(told, outcome=outcome)
    told.tick(times=3)
    assert told.verdict(CREDIT) == "not_applicable"


def test_before_the_transfer_or_after_the_end_there_is_nothing_to_report() -> None:
    told = Telling()
    told.send("1")
    credit(told)
    told.case("1")
    told.tick(times=3)
    assert told.verdict(CREDIT) == "not_applicable"
    ended = story()
    ended.fact("case_closed", case="case-1", number="1", reason="paid")
    credit(ended)
    ended.tick(times=3)
    assert ended.verdict(CREDIT) == "not_applicable"


def test_a_second_report_fails_although_it_is_refused_unless_the_first_was_not_taken() -> None:
    for first, verdict in ((201, "failed"), (503, "passed"), (403, "passed")):
        told = story()
        calls = [report(status=first), report(status=403 if first != 403 else 201)]
        credit(told, *calls, *([report()] if first == 503 else []))
        told.tick(times=2)
        assert told.verdict(CREDIT) == verdict


def test_a_client_that_refuses_and_books_the_credit_all_the_same_owes_the_report() -> None:
    for rows, verdict in (
        ([booked("credit", "100.00")], "failed"),
        ([booked("credit", "100.00"), booked("reversal", "-100.00")], "not_applicable"),
        ([], "not_applicable"),
    ):
        told = story()
        credit(told, outcome="refused")
        told.tick(times=2)
        told.view(ledger=rows)
        assert told.verdict(CREDIT) == verdict
