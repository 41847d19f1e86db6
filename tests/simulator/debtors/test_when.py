"""When debtors do what they do: what all words share."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.debtors import behaviours, words
from simulator.debtors._when import AFTER, after, day_of
from simulator.domain.paying import Act, Occasion
from tests.simulator.company import Company
from tests.simulator.debtors.lives import DUE, REMINDED, fits, meant

SOUND: dict[str, dict[str, Any]] = {
    "disputes": {"text": "The goods came broken."},
    "asks_for_time": {"more": 14, "pays": True},
    "promises": {"to_pay_in": 7, "keeps": False},
    "plan": {"instalments": 3, "every": 30},
    "bankrupt": {},
    "pays": {},
}


def test_every_behaviour_has_a_word_a_schema_and_a_description() -> None:
    assert {*behaviours(), "mix"} == set(words())
    assert set(behaviours()) == set(SOUND)
    for schema in words().values():
        assert schema["description"]


def test_the_due_date_counts_from_when_the_invoice_is_there() -> None:
    received = Occasion("received", date(2026, 1, 14), DUE)
    assert day_of({"after": "due", "days": 5}, received) == date(2026, 2, 2)
    assert day_of({"before": "due", "days": 5}, received) == date(2026, 1, 23)
    assert day_of({"after": "reminder", "days": 5}, received) is None


@pytest.mark.parametrize("name", AFTER[1:])
def test_all_else_counts_from_its_own_day(name: str) -> None:
    assert day_of({"after": name, "days": 0}, Occasion(name, REMINDED, DUE)) == REMINDED
    assert day_of({"after": name, "days": 3}, Occasion(name, REMINDED, DUE)) == date(2026, 2, 16)
    assert day_of({"after": name, "days": 3}, Occasion("received", REMINDED, DUE)) is None


def test_days_end_with_the_calendar() -> None:
    last = Occasion("reminder", date.max, DUE)
    assert day_of({"after": "reminder", "days": 3650}, last) == date.max
    first = Occasion("received", REMINDED, date.min)
    assert day_of({"before": "due", "days": 3650}, first) == date.min


@pytest.mark.parametrize("word", SOUND)
@pytest.mark.parametrize("name", AFTER)
def test_every_word_waits_for_whatever_a_debtor_notices(word: str, name: str) -> None:
    behaviour = {word: {"after": name, "days": 2, **SOUND[word]}}
    occasion, day = ("received", date(2026, 1, 30)) if name == "due" else (name, date(2026, 2, 15))
    assert meant(behaviour, occasion)[0].day == day
    assert meant(behaviour, "transfer" if name == "reminder" else "reminder") == []


@pytest.mark.parametrize("word", [word for word in SOUND if word != "pays"])
@pytest.mark.parametrize(
    "when",
    [
        {},
        {"after": "reminder"},
        {"days": 2},
        {"before": "due", "days": 2},
        {"after": "payment_plan", "days": 2},
        {"after": "reminder", "days": -1},
        {"after": "reminder", "days": 3651},
        {"after": "reminder", "days": 2, "note": "x"},
    ],
    ids=str,
)
def test_a_word_that_does_not_say_when_cannot_be_meant(word: str, when: dict[str, Any]) -> None:
    assert not fits(word, {**when, **SOUND[word]})
    assert not fits(word, [{"after": "reminder", "days": 2, **SOUND[word]}])
    assert not fits(word, "never")
    assert not fits(word, None)


def test_words_of_several_files_are_done_side_by_side() -> None:
    behaviour = {word: {"after": "reminder", "days": 2, **SOUND[word]} for word in ("disputes", "bankrupt")}
    assert [act.name for act in meant(behaviour) if isinstance(act, Act)] == ["dispute", "go_bankrupt"]


@pytest.mark.parametrize("word", SOUND)
def test_what_would_be_done_beyond_the_calendar_is_never_done(word: str) -> None:
    company = Company("2034-12-01T09:00")
    company.sandbox.put_debtor("acme", {"kind": "company", word: {"after": "due", "days": 30, **SOUND[word]}})
    invoice = {"number": "1001", "due_date": "2034-12-10", "total": "1.00", "currency": "EUR"}
    company.sandbox.put_invoice("1001", invoice, "acme", True)
    company.until("2034-12-31T23:59")
    assert company.facts("payment_planned") == company.facts("act_planned") == []


def test_a_schema_wants_what_its_word_needs() -> None:
    assert after({"more": {}}, "more")["required"] == ["after", "days", "more"]
