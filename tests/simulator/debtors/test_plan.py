"""`plan`: what the word means. What comes of a plan is proven with the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.domain.facts import Instalment
from simulator.domain.money import Money
from simulator.domain.paying import Act, Intention
from tests.simulator.debtors.lives import fits, meant

PARTS = tuple(
    Instalment(date(2026, month, 16), Money(minor, "EUR"))
    for month, minor in ((3, 429_59), (4, 429_59), (5, 429_60))
)
PAID = [
    Intention(date(2026, 3, 16), "429.59"),
    Intention(date(2026, 4, 16), "429.59"),
    Intention(date(2026, 5, 16)),  # all that is then owed
]


def plan(**words: Any) -> dict[str, Any]:
    return {"plan": {"after": "reminder", "days": 3, "instalments": 3, "every": 30, **words}}


def test_a_debtor_asks_for_a_plan() -> None:
    words = {"instalments": 3, "every_days": 30}
    assert meant(plan()) == [Act(date(2026, 2, 16), "ask_plan", words)]


@pytest.mark.parametrize(("words", "paid"), [({}, 3), ({"pays": 3}, 3), ({"pays": 1}, 1), ({"pays": 0}, 0)])
def test_of_an_agreed_plan_it_pays_so_many_instalments(words: dict[str, int], paid: int) -> None:
    assert meant(plan(**words), "payment_plan", instalments=PARTS) == PAID[:paid]


def test_it_cannot_pay_more_instalments_than_were_agreed() -> None:
    assert meant(plan(pays=60), "payment_plan", instalments=PARTS) == PAID


@pytest.mark.parametrize(
    "words",
    [{"instalments": 1}, {"instalments": 61}, {"every": 0}, {"every": 93}, {"pays": -1}, {"pays": True}],
    ids=str,
)
def test_what_cannot_be_planned(words: dict[str, Any]) -> None:
    assert not fits("plan", plan(**words)["plan"])


def test_nobody_else_takes_a_plan_for_something_to_pay() -> None:
    for word, value in (
        ("disputes", {}),
        ("promises", {"to_pay_in": 7, "keeps": True}),
        ("asks_for_time", {"more": 7, "pays": True}),
        ("bankrupt", {}),
        ("pays", {}),
    ):
        behaviour = {word: {"after": "reminder", "days": 0, **value}}
        assert meant(behaviour, "payment_plan", instalments=PARTS) == []
