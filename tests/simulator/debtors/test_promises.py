"""`promises`: what the word means. What comes of a promise is proven with the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.domain.paying import Act, Intention
from tests.simulator.debtors.lives import fits, lived, meant, told


def promises(**words: Any) -> dict[str, Any]:
    return {"promises": {"after": "reminder", "days": 3, "to_pay_in": 7, "keeps": True, **words}}


def test_a_promise_that_is_kept_is_a_promise_and_a_payment() -> None:
    day = date(2026, 2, 16)
    assert meant(promises()) == [Act(day, "promise", {"days": 7}), Intention(day, later=7)]


def test_a_promise_that_is_broken_is_only_a_promise() -> None:
    assert meant(promises(keeps=False)) == [Act(date(2026, 2, 16), "promise", {"days": 7})]


@pytest.mark.parametrize(
    "words", [{"to_pay_in": 0}, {"to_pay_in": 366}, {"keeps": "no"}, {"keeps": None}], ids=str
)
def test_what_cannot_be_promised(words: dict[str, Any]) -> None:
    assert not fits("promises", promises(**words)["promises"])


def test_the_days_count_from_the_banking_day_on_which_it_promises() -> None:
    # Saturday 14 February is closed: it promises on Monday the 16th to pay by Monday the 23rd, and does.
    company = lived("2026-03-06T09:00", **promises(days=1))
    assert told(company, "2026-02-14")[0] == ("02-16T10:00", "collection_paused", "promised", "2026-02-23")
    assert company.times("payment_received") == ["2026-02-23T10:00"]


def test_a_promise_to_nobody_is_kept_all_the_same() -> None:
    # Five days after the due date there is no case. On Monday 9 February it pays the creditor.
    company = lived("2026-02-11T09:00", **promises(after="due", days=5))
    assert told(company) == [("02-09T10:00", "creditor_paid", "1240.00")]
