"""Charges one by one, worked out by hand in `charges.py`: what the law answers is that, to the cent."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.domain.money import Money
from simulator.law import LAWS, law_of
from tests.simulator.by_hand.charges import EXPENSES, FEES, INTEREST, VAT


def money(country: str, amount: str) -> Money:
    return Money.parse(amount, LAWS[country].currency)


@pytest.mark.parametrize("name", FEES)
def test_a_fee_is_what_was_worked_out_by_hand(name: str) -> None:
    example = FEES[name]
    charge = law_of(example.country).letter_fee(
        example.what,
        example.kind,
        money(example.country, example.principal),
        date.fromisoformat(example.day),
        example.nth,
        due=None if example.due is None else date.fromisoformat(example.due),
        charged=None if example.charged is None else money(example.country, example.charged),
    )
    assert (charge.money.text, charge.assumed) == (example.fee, example.assumed)


@pytest.mark.parametrize("name", EXPENSES)
def test_an_official_expense_is_what_was_worked_out_by_hand(name: str) -> None:
    example = EXPENSES[name]
    charge = law_of(example.country).official_expense(
        example.step, money(example.country, example.principal), date.fromisoformat(example.day)
    )
    assert (charge.money.text, charge.assumed) == (example.amount, example.assumed)


@pytest.mark.parametrize("name", INTEREST)
def test_interest_is_what_was_worked_out_by_hand(name: str) -> None:
    example = INTEREST[name]
    charge = law_of(example.country).late_interest(
        money(example.country, example.principal),
        example.kind,
        date.fromisoformat(example.first),
        date.fromisoformat(example.last),
    )
    assert (charge.money.text, charge.assumed) == (example.interest, example.assumed)


@pytest.mark.parametrize("name", VAT)
def test_the_tax_on_top_of_a_fee_is_what_was_worked_out_by_hand(name: str) -> None:
    example = VAT[name]
    rate = law_of(example.country).vat_rate(date.fromisoformat(example.day))
    assert money(example.country, example.fee).share(rate, 10_000).text == example.vat


@pytest.mark.parametrize("country", LAWS)
def test_there_are_examples_of_fees_expenses_and_interest_in_every_country(country: str) -> None:
    for examples in (FEES.values(), EXPENSES.values(), INTEREST.values()):
        assert any(each.country == country for each in examples)
