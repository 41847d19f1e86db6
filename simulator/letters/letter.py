"""A letter as it was sent: who asks whom for what, until when, and where it is to be paid. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulator.domain.money import Money


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that the debtor was charged: `what` is the letter's name, or what the debtor had asked for."""

    what: str
    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a debtor; amounts are those of its day.

    `name` is `reminder` or `demand`, its `nth`; `fees` leave out those of nothing, `paid` is what was paid or credited
    of all that. `rate` is the yearly rate of the interest in basis points. `disputable`: the debtor is a consumer, who
    is told how to dispute the claim. `contact` are e-mail and phone of the creditor's customer service, as far as they
    are known.
    """

    name: str
    nth: int
    language: str
    day: date
    pay_by: date
    agency: str
    creditor: str
    debtor: str
    address: tuple[str, ...]
    number: str
    invoice_day: date
    due_date: date
    principal: Money
    interest: Money
    rate: int
    fees: tuple[Fee, ...]
    paid: Money
    payee: str
    iban: str
    bic: str
    reference: str
    disputable: bool
    contact: tuple[str, ...]

    @property
    def total(self) -> Money:
        """What the debtor is asked to pay."""
        charged = Money.total((fee.amount for fee in self.fees), self.principal.currency)
        return self.principal + self.interest + charged - self.paid
