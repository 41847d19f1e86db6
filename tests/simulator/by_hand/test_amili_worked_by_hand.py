"""Whole cases of Visma Amili's services, worked out by hand in `amili.py`: to the cent, and to the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from tests.simulator.by_hand.amili import ERP, EXAMPLES, PERINTA, AmiliExample
from tests.simulator.desk import RECIPIENT, Desk

EVERY = {**EXAMPLES, **PERINTA, **ERP}
NUMBER, REFERENCE = "1001", "10016"
TWO_DAYS = {"amili.settlement_banking_days": [2, 2]}


def played(example: AmiliExample) -> Desk:
    """The example's case, long enough for all that has to come of it."""
    start = date.fromisoformat(example.due) - timedelta(days=14)
    desk = Desk(example.provider, start=f"{start}T09:00", settings=TWO_DAYS).activate()
    desk.debtor("acme", kind=example.kind)
    if example.group:
        desk.do(
            c.SetGroup(provider="kassavirta", business_id=str(RECIPIENT["business_id"]), group=example.group)
        )
    who: dict[str, Any] = {} if example.kind == "company" else {"kind": "consumer", "business_id": None}
    due = date.fromisoformat(example.due)
    desk.send(NUMBER, example.principal, due, reference=REFERENCE, **who)
    for day, what, words in example.does:
        desk.until(f"{day}T10:00")
        DO[what](desk, words)
    last = max(row[0] for row in (*example.settled, *example.interest, *example.invoiced, _end(example)))
    desk.until(f"{last}T23:00")
    return desk


def _end(example: AmiliExample) -> tuple[str, ...]:
    return example.ended or ("",)


def _hand_over(desk: Desk, how: str | None) -> None:
    kind = "b2b" if desk.state.debtors["acme"].details["kind"] == "company" else "b2c"
    desk.transfer(NUMBER, kind, str(how))


def _cancel(desk: Desk, words: str | None) -> None:
    desk.do(c.CancelCase(case=desk.case(NUMBER).id))


DO: dict[str, Callable[[Desk, str | None], Any]] = {
    "hands over": _hand_over,
    "pays": lambda desk, amount: desk.pay(NUMBER, amount),
    "pays the company": lambda desk, amount: desk.pay(NUMBER, amount, to="creditor"),
    "reports": lambda desk, amount: desk.report(NUMBER, desk.money(str(amount))),
    "credits": lambda desk, amount: desk.credit(NUMBER, desk.money(str(amount))),
    "cancels": _cancel,
}


def told(desk: Desk, kind: type[f.Fact]) -> Iterator[tuple[str, Any]]:
    """The facts of a kind, each with its local day."""
    for happened in desk.state.timeline:
        if isinstance(happened.fact, kind):
            yield happened.at.astimezone(desk.sandbox.zone).date().isoformat(), happened.fact


@pytest.mark.parametrize("name", EVERY)
def test_a_case_of_amilis_comes_to_what_was_worked_out_by_hand(name: str) -> None:
    example = EVERY[name]
    desk = played(example)
    letters = [(fact.letter, day, fact.fee.text) for day, fact in told(desk, f.LetterSent)]
    assert tuple(letters) == example.letters
    parts = ("fees", "interest", "principal", "returned")
    received = [
        tuple(getattr(fact, part).text for part in parts) for _, fact in told(desk, f.PaymentReceived)
    ]
    assert tuple(received) == example.received
    settled = list(told(desk, f.PrincipalSettled))
    assert tuple((day, fact.total.text) for day, fact in settled) == example.settled
    interest = [(day, fact.total.text) for day, fact in told(desk, f.InterestSettled)]
    assert tuple(interest) == example.interest
    invoiced = [
        (day, f"{sum(row.net.decimal for row in fact.rows)}", fact.total.text)
        for day, fact in told(desk, f.FeesInvoiced)
    ]
    assert tuple(invoiced) == example.invoiced
    ended = [(day, fact.reason) for day, fact in told(desk, f.CaseClosed)]
    assert ended == ([example.ended] if example.ended else [])


@pytest.mark.parametrize("name", EVERY)
def test_each_settlement_is_one_entry_with_the_invoices_own_reference(name: str) -> None:
    desk = played(EVERY[name])
    for _, fact in told(desk, f.PrincipalSettled):
        assert [(row.number, row.reference) for row in fact.rows] == [(NUMBER, REFERENCE)]


def test_there_are_examples_of_every_group_and_of_both_kinds_and_services() -> None:
    assert {each.group for each in EVERY.values()} == {None, "vip", "premium", "service_bypass"}
    assert {(each.provider, each.kind) for each in EVERY.values()} == {
        (provider, kind)
        for provider in ("kassavirta", "perinta", "amili")
        for kind in ("company", "consumer")
    }
