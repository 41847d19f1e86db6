"""What the law says in the country's currency, for claims in another one: by assumed rates of exchange.

Rules: KRAV-TRF-12.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from simulator.domain.agency import Agency, Charge
from simulator.domain.money import Money, decimals
from simulator.domain.state import State


def at_home(state: State, found: Agency, money: Money) -> Money:
    """Answer an amount in the country's currency, rounded to its minor unit."""
    if money.currency == state.currency:
        return money
    return _turned(money, 1 / _rate(state, found, money.currency), state.currency)


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A charge of the law in another currency; the words are those of `agency.Charge`."""

    money: Money
    source: str
    assumed: bool


def charged_abroad(state: State, found: Agency, charge: Charge, currency: str) -> Charge:
    """Answer what the law has in the country's currency as a charge in another one."""
    if charge.money.currency == currency:
        return charge
    return Exchanged(abroad(state, found, charge.money, currency), charge.source, charge.assumed)


def abroad(state: State, found: Agency, money: Money, currency: str) -> Money:
    """Answer an amount of the country's currency in another one, rounded to its minor unit."""
    return money if money.currency == currency else _turned(money, _rate(state, found, currency), currency)


def _rate(state: State, found: Agency, currency: str) -> Decimal:
    """How much of a currency one unit of the country's buys; a currency without a rate counts as worth the same."""
    return Decimal(state.settings[found.setting("exchange_rates")].get(currency, "1"))


def _turned(money: Money, rate: Decimal, currency: str) -> Money:
    exact = Decimal(money.minor) * rate * Decimal(10) ** (decimals(currency) - decimals(money.currency))
    numerator, denominator = exact.as_integer_ratio()
    return Money(1, currency).share(numerator, denominator)
