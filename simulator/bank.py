"""The company's bank: one statement an account for each banking day, also for one without movements.

A statement is read from the movements that facts have made; once its day is over it never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulator.documents import camt
from simulator.domain import calendar
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.money import Money
from simulator.domain.state import Movement, State


@dataclass(frozen=True, slots=True)
class Statement:
    """A bank statement: one account (IBAN), one closed banking day."""

    account: str
    day: date
    format: str
    content: str


def statements(state: State, day: date) -> list[Statement]:
    """Answer a statement for each active account on a banking day; raises `Refusal` for a day without them."""
    check_day(state, day)
    accounts = [account for account in state.company["bank_accounts"] if account.get("active", True)]
    return [
        Statement(account["iban"], day, camt.FORMAT, camt.write(_statement(state, account, day)))
        for account in accounts
    ]


def check_day(state: State, day: date) -> None:
    """Raise `Refusal` for a day that has no statements, or none yet."""
    if not _is_open(state, day):
        raise Refusal("not_found", f"{day} is no banking day in {state.country}: there is no statement of it")
    if day >= state.today:
        raise Refusal(
            "conflict", f"{day} is not over: its statement is made when it is, and today is {state.today}"
        )
    if day < state.born:
        raise Refusal("not_found", f"the sandbox begins on {state.born}: there is no statement of {day}")


def _is_open(state: State, day: date) -> bool:
    """Whether banks are open on a day; on one that no calendar here knows, they are not."""
    known = calendar.FIRST_DAY <= day <= calendar.LAST_DAY
    return known and calendar.is_banking_day(state.country, day)


def _statement(state: State, account: dict[str, Any], day: date) -> camt.Statement:
    iban, currency = account["iban"], account["currency"]
    mine = [movement for movement in state.movements if movement.account == iban and movement.booked <= day]
    start = Money.parse(str(state.settings["bank.opening_balance"]), currency)
    earlier = [movement.amount for movement in mine if movement.booked < day]
    return camt.Statement(
        identification=f"{iban}-{day:%Y%m%d}",
        number=_number(state, day),
        account=camt.Account(iban, currency, state.company["name"], account["bic"]),
        day=day,
        created=state.local(day + timedelta(days=1), "02:00"),
        opening=start + Money.total(earlier, currency),
        entries=tuple(_entry(state, movement) for movement in mine if movement.booked == day),
    )


def _number(state: State, day: date) -> int:
    """The statement's number in its year, as banks count: one a banking day."""
    first = max(date(day.year, 1, 1), state.born)
    days = (first + timedelta(days=n) for n in range((day - first).days + 1))
    return sum(calendar.is_banking_day(state.country, each) for each in days)


def _entry(state: State, movement: Movement) -> camt.Entry:
    """One entry of the statement, under an archive reference that is its own for ever."""
    fact = movement.fact
    if isinstance(fact, f.CreditorPaid):
        paid = camt.Row(fact.amount, fact.payer, reference=fact.reference, end_to_end_id=_short(fact.payment))
        return camt.Entry((paid,), fact.booked, fact.booked, _short(fact.payment))
    return camt.Entry(_settled(state, fact), fact.booked, fact.booked, _short(fact.settlement))


def _settled(state: State, fact: f.PrincipalSettled | f.InterestSettled) -> tuple[camt.Row, ...]:
    """The rows of a settlement: of principal one an invoice, of interest one in all, and of a batch."""
    found = state.agencies[fact.provider]
    payer = {
        "party": str(state.settings[found.setting("payer_name")]),
        **_identified(state.settings.get(found.setting("payer_business_id"))),
    }
    if isinstance(fact, f.InterestSettled):
        text = f"Late payment interest {fact.month}"
        return (camt.Row(fact.total, text=text, end_to_end_id=_short(fact.settlement), **payer),)
    if fact.batch is not None:
        return (camt.Row(fact.total, end_to_end_id=_short(fact.settlement), **payer),)
    carried = state.settings.get(found.setting("settlement_reference"), "invoice")
    return tuple(_row(state, row, carried, payer) for row in fact.rows)


def _identified(business_id: str | None) -> dict[str, str]:
    """The payer's business ID, where the bank shows one."""
    return {"party_id": str(business_id)} if business_id else {}


def _row(state: State, row: f.SettlementRow, carried: str, payer: dict[str, str]) -> camt.Row:
    """An invoice's row of a settlement; `carried` says whether it can be told which invoice's it is."""
    if carried == "invoice":
        return camt.Row(row.amount, reference=row.reference, end_to_end_id=_short(row.case), **payer)
    stray = state.stray_reference(row.number) if carried == "garbled" else None
    return camt.Row(row.amount, reference=stray, **payer)


def _short(identifier: str) -> str:
    """An identifier without its dashes: banks take at most 35 characters."""
    return identifier.replace("-", "")
