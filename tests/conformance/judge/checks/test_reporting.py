"""Reports name the day of what they report, and the credit note."""

from typing import Any

import pytest

from tests.conformance.judge.traces import Telling, called

DATED, NAMED, COMMENT = "payment.report-dated", "credit.report-named", "case.comment-sent"


def in_collection() -> Telling:
    told = Telling()
    told.send("1")
    told.at("2026-02-04T09:00").case("1")
    return told


def paid(day: str | None, amount: str = "40.00", status: int = 201) -> dict[str, Any]:
    return called("report_payment", status, case="case-1", amount=amount, date=day)


def credited(note: str | None, day: str | None = "2026-02-05", amount: str = "40.00") -> dict[str, Any]:
    return called("report_credit", 201, case="case-1", amount=amount, credit_note=note, date=day)


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ("2026-02-06", "passed"),
        ("2026-02-09", "passed"),
        ("2026-02-10", "failed"),
        ("2020-01-01", "failed"),
        (None, "not_applicable"),
    ],
)
def test_a_payment_has_the_banks_day_or_its_users(day: str | None, verdict: str) -> None:
    told = in_collection()
    told.at("2026-02-09T16:00").act("record_payment", number="1", amount="40.00", date="2026-02-06")
    told.bank(("40.00", [("40.00", "19", "Debtor Oy")]), came="2026-02-10T06:00")
    told.tick(paid(day))
    assert told.verdict(DATED) == verdict


def test_of_two_payments_each_has_its_own_day_and_their_sum_either() -> None:
    told = in_collection()
    told.at("2026-02-09T16:00").bank(("40.00", [("40.00", "19", "Debtor Oy")]))
    told.at("2026-02-10T16:00").bank(("25.00", [("25.00", "19", "Debtor Oy")]))
    told.tick(paid("2026-02-09", "65.00"))
    assert told.verdict(DATED) == "passed"
    told.tick(paid("2026-02-09", "25.00"))
    found = told.judged(DATED)
    assert (found.verdict, found.expected, found.actual) == ("failed", "2026-02-10", "2026-02-09")


def test_a_report_that_nothing_explains_or_that_was_refused_has_no_day_to_compare() -> None:
    told = in_collection()
    told.tick(paid("2026-02-04"))
    told.bank(("40.00", [("40.00", "19", "Debtor Oy")]))
    told.tick(paid("2020-01-01", status=400))
    assert told.verdict(DATED) == "not_applicable"


@pytest.mark.parametrize(
    ("note", "day", "verdict"),
    [
        ("C-1", "2026-02-05", "passed"),
        (None, "2026-02-05", "passed"),
        ("X", "2026-02-05", "failed"),
        ("C-2", "2026-02-05", "failed"),
        ("C-1", "2026-02-04", "failed"),
    ],
)
def test_a_credit_note_is_reported_under_its_own_number_and_day(
    note: str | None, day: str, verdict: str
) -> None:
    told = in_collection()
    for own, amount, of in (("C-1", "40.00", "2026-02-05"), ("C-2", "10.00", "2026-02-06")):
        told.act("credit_invoice", number="1", credit_note_number=own, amount=amount, date=of)
    told.tick(credited(note, day))
    assert told.verdict(NAMED) == verdict


def test_a_report_of_what_was_still_open_is_of_any_credit_note_and_before_one_of_none() -> None:
    told = in_collection()
    told.tick(credited("X"))
    assert told.verdict(NAMED) == "not_applicable"
    told.act("credit_invoice", number="1", credit_note_number="C-1", amount="60.00", date="2026-02-05")
    told.tick(credited("C-1", amount="55.00"))
    assert (told.verdict(NAMED), told.judged(NAMED).looked) == ("passed", 1)


def comment(text: str = "Moved", **words: Any) -> dict[str, Any]:
    return called("report_comment", 201, case="case-1", text=text) | words


def test_a_comment_that_is_sent_twice_fails_and_one_that_the_user_wrote_twice_does_not() -> None:
    told = in_collection()
    told.act("comment", comment(), number="1", text="Moved")
    assert told.verdict(COMMENT) == "passed"
    told.tick(comment("User: Moved"))
    found = told.judged(COMMENT)
    assert (found.expected, found.actual) == ("1 time: Moved", "2 times")
    told.act("comment", number="1", text="Moved")
    assert told.verdict(COMMENT) == "passed"


def test_a_comment_within_a_longer_one_is_no_repetition_and_a_lost_one_that_arrived_counts() -> None:
    told = in_collection()
    told.act("comment", comment(), number="1", text="Moved")
    told.act("comment", comment("Moved to Turku"), number="1", text="Moved to Turku")
    assert told.verdict(COMMENT) == "passed"
    told.tick(comment(committed=True, means={**comment()["means"], "outcome": "unknown"}))
    assert told.verdict(COMMENT) == "failed"
