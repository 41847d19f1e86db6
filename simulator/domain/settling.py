"""Agencies pay out what they collected: principal each banking day, interest once a month.

Rules: ROPO-SET-1, ROPO-SET-2 for the first agency.
"""

from __future__ import annotations

from typing import Any

from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Appliers, Movement, Reachers, State


def pay_out(state: State, provider: str, name: str) -> list[f.Fact]:
    """Pay out what is owed: `principal`, `principal 2026-02-03` for what came in on that day, or `interest 2026-02`.

    Nothing if nothing is owed. An agency that settles each invoice by itself makes as many payments of principal.
    """
    part, _, month = name.partition(" ")
    owed = state.owed_by(provider)
    by_case = owed.principal.get(name) if part == "principal" else owed.interest.get(month)
    if not by_case:
        return []
    rows = tuple(_row(state, case, amount) for case, amount in by_case.items())
    each = part == "principal" and state.agencies[provider].settles == "each"
    return [
        fact
        for payment in (((row,) for row in rows) if each else (rows,))
        for fact in _paid_out(state, provider, name, payment)
    ]


def _paid_out(state: State, provider: str, name: str, rows: tuple[f.SettlementRow, ...]) -> list[f.Fact]:
    """One payment to the company; `name` is as in `pay_out`."""
    part, _, month = name.partition(" ")
    total = Money.total((row.amount for row in rows), rows[0].amount.currency)
    account = state.payee(provider, total.currency)
    if account is None:
        return []  # it stays owed: there is nowhere to pay it to
    about: dict[str, Any] = {
        "settlement": state.draw.uuid("settlement", _payment(state, provider, name, rows)),
        "provider": provider,
        "account": account,
        "booked": state.open_day(state.today),
        "total": total,
        "rows": rows,
    }
    rules = state.agencies[provider].rules
    if part == "principal":
        return [f.PrincipalSettled(rules=rules["principal_settled"], lot=name, **about)]
    return [f.InterestSettled(month=month, rules=rules["interest_settled"], **about)]


def _payment(state: State, provider: str, name: str, rows: tuple[f.SettlementRow, ...]) -> str:
    """What tells one payment from all others: payer, part and day, and the case where each is paid by itself."""
    alone = f"/{rows[0].case}" if state.agencies[provider].settles == "each" else ""
    return f"{provider}/{name}/{state.today}{alone}"


def _row(state: State, case_id: str, amount: Money) -> f.SettlementRow:
    opened = state.cases[case_id].opened
    return f.SettlementRow(case_id, opened.number, opened.reference, amount)


def _apply_principal(state: State, fact: f.PrincipalSettled) -> None:
    owed = state.owed_by(fact.provider)
    owed.paid_out = state.now
    for row in fact.rows:
        del owed.principal[fact.lot][row.case]
    if not owed.principal[fact.lot]:
        del owed.principal[fact.lot]
    state.movements.append(Movement(fact.account, fact.booked, fact))


def _apply_interest(state: State, fact: f.InterestSettled) -> None:
    del state.owed_by(fact.provider).interest[fact.month]
    state.movements.append(Movement(fact.account, fact.booked, fact))


REACH: Reachers = {"settlement": pay_out}
APPLY: Appliers = {f.PrincipalSettled: _apply_principal, f.InterestSettled: _apply_interest}
