"""`disputes`: what the word means. What comes of a dispute is proven with the engine."""

from __future__ import annotations

from datetime import date

from simulator.domain.paying import Act
from tests.simulator.debtors.lives import fits, lived, meant, told


def test_a_debtor_disputes_so_many_days_later_and_may_say_why() -> None:
    assert meant({"disputes": {"after": "reminder", "days": 2, "text": "Broken."}}) == [
        Act(date(2026, 2, 15), "dispute", {"text": "Broken."})
    ]
    assert meant({"disputes": {"after": "reminder", "days": 0}}) == [Act(date(2026, 2, 13), "dispute")]


def test_a_text_is_neither_empty_nor_endless() -> None:
    for text in ("", "x" * 501, 3):
        assert not fits("disputes", {"after": "reminder", "days": 2, "text": text})


def test_a_dispute_on_a_closed_day_comes_on_the_next_banking_day() -> None:
    company = lived("2026-02-20T09:00", disputes={"after": "reminder", "days": 1})  # Saturday
    assert told(company, "2026-02-13T10") == [("02-16T10:00", "collection_paused", "disputed", "-")]


def test_a_dispute_on_the_day_of_the_letter_comes_an_hour_after_it() -> None:
    company = lived("2026-02-20T09:00", disputes={"after": "reminder", "days": 0})
    assert told(company, "2026-02-13T10") == [("02-13T10:00", "collection_paused", "disputed", "-")]


def test_before_there_is_a_case_nothing_comes_of_a_dispute() -> None:
    company = lived("2026-02-20T09:00", disputes={"after": "due", "days": 5})
    assert company.times("act_planned") == ["2026-01-14T09:00"]
    assert company.facts("collection_paused") == []
