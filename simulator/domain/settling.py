"""Agencies pay out what they collected: principal each banking day, interest once a month.

Rules: ROPO-SET-1, ROPO-SET-2 for the first agency.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from simulator.domain import calendar
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.choosing import choices
from simulator.domain.commands import Refusal
from simulator.domain.money import Money
from simulator.domain.state import Appliers, Deciders, Movement, Reachers, State


def pay_out(state: State, provider: str, name: str) -> list[f.Fact]:
    """Pay out what is owed: `principal`, `principal 2026-02-03` for what came in on that day, or `interest 2026-02`.

    Nothing if nothing is owed. An agency that settles each invoice by itself makes as many payments of principal, but
    for `principal batch 2026-02-03`, which pays what its journal (`journal 2026-02-03`) has said.
    """
    part, _, month = name.partition(" ")
    if part == "journal":
        return _journals(state, provider, month)
    if name.startswith(BATCH):
        return [fact for batch in _unpaid(state, provider, name) for fact in _pay_batch(state, batch)]
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


BATCH = "principal batch "
"""How the lot of a batch begins; the day of its journal follows."""


def _journals(state: State, provider: str, day: str) -> list[f.Fact]:
    """Tell the company of a day's payments, a journal for each currency; the bank pays their sums later."""
    by_case = state.owed_by(provider).principal.get(f"{BATCH}{day}", {})
    currencies = dict.fromkeys(amount.currency for amount in by_case.values())
    return [_journal(state, provider, day, by_case, currency) for currency in currencies]


def _journal(state: State, provider: str, day: str, by_case: Mapping[str, Money], currency: str) -> f.Fact:
    found, paid = state.agencies[provider], date.fromisoformat(day)
    rows = tuple(
        _batch_row(state, case, amount, paid)
        for case, amount in by_case.items()
        if amount.currency == currency
    )
    days = int(state.settings[found.setting("batch_paid_after_banking_days")])
    due = calendar.add_banking_days(state.country, paid, days)
    hour = state.settings["agency.payout_at"]
    return f.BatchSettled(
        settlement=state.draw.uuid("settlement", f"{provider}/{BATCH}{day}/{currency}"),
        provider=provider,
        day=paid,
        total=Money.total((row.amount for row in rows), currency),
        account=str(choices(state, provider)["batch_account"]),
        rows=rows,
        lot=f"{BATCH}{day}",
        rules=found.rules["batch_settled"],
        deadlines=(f.Deadline(state.local(due, hour), f"settlement:{provider}", f"{BATCH}{day}"),),
    )


def _batch_row(state: State, case: str, amount: Money, paid: date) -> f.BatchRow:
    opened = state.cases[case].opened
    account = state.transfers[opened.invoice].request.ledger_account
    return f.BatchRow(case, opened.number, opened.reference, amount, paid, account)


def _unpaid(state: State, provider: str, lot: str) -> list[f.BatchSettled]:
    owed = state.owed_by(provider).principal.get(lot, {})
    return [each for each in state.batches.values() if each.lot == lot and each.rows[0].case in owed]


def _pay_batch(state: State, batch: f.BatchSettled) -> list[f.Fact]:
    """The bank's payment of a journal; it stays owed where the company has no account in its currency."""
    account = state.payee(batch.provider, batch.total.currency)
    if account is None:
        return []
    paid = f.PrincipalSettled(
        settlement=state.draw.uuid("settlement", f"{batch.settlement}/paid"),
        provider=batch.provider,
        account=account,
        booked=state.open_day(state.today),
        total=batch.total,
        rows=tuple(f.SettlementRow(row.case, row.number, row.reference, row.amount) for row in batch.rows),
        lot=batch.lot,
        batch=batch.settlement,
        rules=state.agencies[batch.provider].rules["batch_paid"],
    )
    return [paid]


def mark_bookkept(state: State, command: c.MarkBookkept) -> list[f.Fact]:
    """Close a settlement that the company has booked; the same once more is no change. Raises `Refusal`."""
    provider = _payer_of(state, command.settlement)
    known = state.bookkept.get(command.settlement)
    if provider is None:
        raise Refusal("not_found", f"this company has no settlement {command.settlement}")
    if known is not None and known.accounting_id != command.accounting_id:
        raise Refusal(
            "conflict",
            f"settlement {command.settlement} is booked already, as {known.accounting_id}:"
            f" {command.accounting_id} would be a second time",
            *state.agencies[provider].rules["settlement_bookkept"],
        )
    booked = f.SettlementBookkept(
        settlement=command.settlement,
        provider=provider,
        accounting_id=command.accounting_id,
        rules=state.agencies[provider].rules["settlement_bookkept"],
    )
    return [] if known else [booked]


def _payer_of(state: State, settlement: str) -> str | None:
    """Whose settlement it is; None if there is none of this id. The bank's payment of a batch is none by itself."""
    if settlement in state.batches:
        return state.batches[settlement].provider
    paid = (each.fact for each in state.movements if isinstance(each.fact, f.PrincipalSettled))
    return next(
        (each.provider for each in paid if each.settlement == settlement and each.batch is None), None
    )


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


def _apply_batch(state: State, fact: f.BatchSettled) -> None:
    state.batches[fact.settlement] = fact


def _apply_bookkept(state: State, fact: f.SettlementBookkept) -> None:
    state.bookkept[fact.settlement] = fact


def _apply_interest(state: State, fact: f.InterestSettled) -> None:
    del state.owed_by(fact.provider).interest[fact.month]
    state.movements.append(Movement(fact.account, fact.booked, fact))


DECIDE: Deciders = {c.MarkBookkept: mark_bookkept}
REACH: Reachers = {"settlement": pay_out}
APPLY: Appliers = {
    f.PrincipalSettled: _apply_principal,
    f.InterestSettled: _apply_interest,
    f.BatchSettled: _apply_batch,
    f.SettlementBookkept: _apply_bookkept,
}
