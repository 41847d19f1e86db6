"""`bankrupt`: what the word means. What comes of it is proven with the engine."""

from __future__ import annotations

from datetime import date

from simulator.domain.paying import Act
from tests.simulator.debtors.lives import fits, lived, meant, told


def test_a_debtor_goes_bankrupt_so_many_days_later() -> None:
    assert meant({"bankrupt": {"after": "reminder", "days": 5}}) == [Act(date(2026, 2, 18), "go_bankrupt")]
    assert not fits("bankrupt", {"after": "reminder", "days": 5, "text": "x"})


def test_it_does_so_without_any_case() -> None:
    company = lived("2026-02-04T09:00", bankrupt={"after": "due", "days": 3})
    assert told(company) == [("02-02T10:00", "debtor_bankrupt", "acme")]  # 31 January is a Saturday


def test_who_is_bankrupt_before_the_due_date_does_not_pay_then() -> None:
    pays = {"after": "due", "days": 5}
    company = lived("2026-02-10T09:00", bankrupt={"after": "due", "days": 5}, pays=pays)
    assert [kind for _, kind, *_ in told(company)] == ["debtor_bankrupt"]
