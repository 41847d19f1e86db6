"""`asks_for_time`: what the word means. What the agency answers is proven with the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.domain.paying import Act, Intention
from tests.simulator.company import Company
from tests.simulator.debtors.lives import fits, lived, meant, told


def asks(**words: Any) -> dict[str, Any]:
    return {"asks_for_time": {"after": "reminder", "days": 3, "more": 14, "pays": True, **words}}


def test_a_debtor_asks_and_pays_after_so_many_days_more() -> None:
    day = date(2026, 2, 16)
    assert meant(asks()) == [Act(day, "ask_more_time", {"days": 14}), Intention(day, later=14)]


def test_one_that_only_asks_does_not_pay() -> None:
    assert meant(asks(pays=False)) == [Act(date(2026, 2, 16), "ask_more_time", {"days": 14})]


@pytest.mark.parametrize(
    "words", [{"more": 0}, {"more": 366}, {"more": 1.5}, {"pays": "yes"}, {"pays": None}], ids=str
)
def test_what_cannot_be_asked_for(words: dict[str, Any]) -> None:
    assert not fits("asks_for_time", asks(**words)["asks_for_time"])


@pytest.mark.parametrize("missing", ["more", "pays"])
def test_both_words_are_needed(missing: str) -> None:
    value = asks()["asks_for_time"]
    del value[missing]
    assert not fits("asks_for_time", value)


def test_the_days_count_from_the_banking_day_on_which_it_asks() -> None:
    # Two days after Friday 13 February is Sunday: it asks on Monday the 16th, for time until Thursday 5 March.
    company = lived("2026-03-06T09:00", **asks(days=2, more=17))
    assert told(company, "2026-02-14")[0] == ("02-16T10:00", "debtor_asked", "more_time", "2026-03-05")
    assert company.times("payment_received") == ["2026-03-05T10:00"]


def test_a_last_day_that_is_closed_is_paid_on_the_next_banking_day() -> None:
    # Twelve days after Monday 16 February is Saturday the 28th.
    company = lived("2026-03-06T09:00", **asks(more=12))
    assert company.times("payment_received") == ["2026-03-02T10:00"]


def test_a_payment_beyond_the_calendar_is_not_planned() -> None:
    company = Company("2034-12-01T09:00")
    words = {"after": "due", "days": 10, "pays": True}
    for number, more in (("1001", 5), ("1002", 15)):
        company.sandbox.put_debtor(number, {"kind": "company", "asks_for_time": {**words, "more": more}})
        invoice = {"number": number, "due_date": "2034-12-10", "total": "1.00", "currency": "EUR"}
        company.sandbox.put_invoice(number, invoice, number, True)
    # Ten days after the 10th is Wednesday the 20th; five more are the 25th, and fifteen the year after.
    assert [fact["number"] for fact in company.facts("payment_planned")] == ["1001"]
    assert [fact["number"] for fact in company.facts("act_planned")] == ["1001", "1002"]
