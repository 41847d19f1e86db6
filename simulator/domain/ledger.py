"""The double-entry ledger of a sandbox: every amount that a fact moves, from somewhere to somewhere.

Accounts are names: `case:<id>:principal` (`fees`, `interest`) is what a debtor still owes, `claims:…` its
counterpart while nothing is collected, `owed:…` what an agency has collected and not yet paid out,
`bank:agency` and `bank:company` the money itself, `income:fees`, `income:interest` and `income:charges` what agencies
earn of debtors and of the company. What the company has to pay its agency is `due:<case>` until it is invoiced, and
`invoiced:<agency>` then.
The postings of a fact sum to zero in each currency, or the fact is refused: then the engine is wrong, never the
client. Most facts move an amount from one account to another, and cannot be wrong in that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from simulator.domain import facts as f
from simulator.domain.money import Money

Posting = tuple[str, Money]
Move = tuple[str, str, Money]  # what goes from one account to another


class Unbalanced(Exception):
    """A fact whose postings do not sum to zero: a defect of the engine."""


class Ledger:
    """Balances by account and currency, in minor units."""

    def __init__(self) -> None:
        self.balances: dict[tuple[str, str], int] = defaultdict(int)

    @classmethod
    def of(cls, facts: Iterable[f.Fact]) -> Ledger:
        """Answer the ledger of these facts."""
        ledger = cls()
        for fact in facts:
            ledger.post(fact)
        return ledger

    def post(self, fact: f.Fact) -> None:
        """Book what a fact moves."""
        for account, money in postings(fact):
            self.balances[account, money.currency] += money.minor

    def trial_balance(self) -> dict[str, int]:
        """Sum all accounts by currency; every sum is zero in a sound ledger."""
        totals: dict[str, int] = defaultdict(int)
        for (_, currency), minor in self.balances.items():
            totals[currency] += minor
        return dict(totals)


def check(fact: f.Fact) -> None:
    """Raise `Unbalanced` unless the fact's postings sum to zero in each currency."""
    split = _SPLIT.get(type(fact))
    if split is None:
        return
    totals: dict[str, int] = {}
    for _, money in split(fact):
        totals[money.currency] = totals.get(money.currency, 0) + money.minor
    if any(totals.values()):
        off = {currency: minor for currency, minor in totals.items() if minor}
        raise Unbalanced(f"{fact.kind} moves money that comes from nowhere: {off} minor units; {fact}")


def postings(fact: f.Fact) -> Iterable[Posting]:
    """Answer the accounts that a fact touches, with the amounts; nothing for a fact without money."""
    kind = type(fact)
    for source, target, money in _MOVES[kind](fact) if kind in _MOVES else ():
        yield target, money
        yield source, -money
    if kind in _SPLIT:
        yield from _SPLIT[kind](fact)


def _case_opened(fact: f.CaseOpened) -> Iterable[Move]:
    yield "claims:principal", f"case:{fact.case}:principal", fact.principal


def _letter_sent(fact: f.LetterSent) -> Iterable[Move]:
    yield "income:fees", f"case:{fact.case}:fees", fact.fee
    yield from _costs(fact)


def _costs(fact: f.LetterSent | f.CaseClosed) -> Iterable[Move]:
    """What the agency charges the company for a customer that is in a group."""
    if fact.cost is not None:
        yield "income:charges", f"due:{fact.case}", fact.cost


def _fee_charged(fact: f.FeeCharged) -> Iterable[Move]:
    yield "income:fees", f"case:{fact.case}:fees", fact.fee


def _legal_step(fact: f.LegalStepTaken) -> Iterable[Move]:
    yield "official expenses", f"due:{fact.case}", fact.expense


def _direct_payment_reported(fact: f.DirectPaymentReported) -> Iterable[Move]:
    yield from _taken_off(fact)
    yield "claims:interest", f"case:{fact.case}:interest", fact.accrued


def _payment_taken_back(fact: f.PaymentTakenBack) -> Iterable[Move]:
    yield "claims:principal", f"case:{fact.case}:principal", fact.principal
    yield "claims:interest", f"case:{fact.case}:interest", fact.accrued


def _taken_off(fact: f.DirectPaymentReported | f.CreditReported) -> Iterable[Move]:
    yield f"case:{fact.case}:principal", "claims:principal", fact.principal


def _case_closed(fact: f.CaseClosed) -> Iterable[Move]:
    yield f"case:{fact.case}:fees", f"due:{fact.case}" if fact.fees_billed else "income:fees", fact.fees
    yield f"case:{fact.case}:interest", "claims:interest", fact.interest
    if fact.principal is not None:
        yield f"case:{fact.case}:principal", "claims:principal", fact.principal
    yield from _costs(fact)


def _creditor_paid(fact: f.CreditorPaid) -> Iterable[Move]:
    yield f"paid directly:{fact.number}", "bank:company", fact.amount


def _payment_received(fact: f.PaymentReceived) -> Iterable[Posting]:
    yield f"case:{fact.case}:interest", fact.accrued - fact.interest
    yield "claims:interest", fact.interest - fact.accrued
    yield f"case:{fact.case}:principal", -fact.principal
    yield f"case:{fact.case}:fees", -fact.fees
    yield "bank:agency", fact.amount - fact.returned
    yield "claims:principal", fact.principal
    yield f"owed:principal:{fact.case}", -fact.principal
    yield "income:interest" if fact.interest_kept else f"owed:interest:{fact.case}", -fact.interest


def _principal_settled(fact: f.PrincipalSettled) -> Iterable[Posting]:
    return _settled(fact, "principal")


def _interest_settled(fact: f.InterestSettled) -> Iterable[Posting]:
    return _settled(fact, "interest")


def _settled(fact: f.PrincipalSettled | f.InterestSettled, part: str) -> Iterable[Posting]:
    for row in fact.rows:
        yield f"owed:{part}:{row.case}", row.amount
    yield "bank:agency", -fact.total
    yield "bank:company", fact.total
    yield f"settled:{part}", -fact.total


def _fees_invoiced(fact: f.FeesInvoiced) -> Iterable[Posting]:
    yield f"invoiced:{fact.provider}", fact.total
    for row in fact.rows:
        yield f"due:{row.case}", -row.net
        yield "tax on fees", -row.vat


_MOVES: dict[type[f.Fact], Callable[[Any], Iterable[Move]]] = {
    f.CaseOpened: _case_opened,
    f.LetterSent: _letter_sent,
    f.FeeCharged: _fee_charged,
    f.LegalStepTaken: _legal_step,
    f.DirectPaymentReported: _direct_payment_reported,
    f.PaymentTakenBack: _payment_taken_back,
    f.CreditReported: _taken_off,
    f.CaseClosed: _case_closed,
    f.CreditorPaid: _creditor_paid,
}
_SPLIT: dict[type[f.Fact], Callable[[Any], Iterable[Posting]]] = {
    f.PaymentReceived: _payment_received,
    f.PrincipalSettled: _principal_settled,
    f.InterestSettled: _interest_settled,
    f.FeesInvoiced: _fees_invoiced,
}
