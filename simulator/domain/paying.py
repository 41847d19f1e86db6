"""Debtors: what they hold, when they make up their minds, and where their money goes.

A debtor's behaviour is data (the words of a script); `simulator.debtors` turns what happens to an invoice
into intentions, and this module turns intentions into payments on a banking day. Rules: CLIENT-PAY-1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.calendar import LAST_DAY, local_date
from simulator.domain.commands import Refusal
from simulator.domain.money import MOST_MINOR_UNITS, Money, decimals
from simulator.domain.receiving import collected_with, interest_until_today, owed_of, receive
from simulator.domain.state import Appliers, Case, Debtor, Deciders, Movement, Reachers, State

TO = ("agency", "creditor")
REFERENCES = ("wrong", "none")


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that a debtor notices about an invoice, and the day.

    `name` is one of `received`, `transfer`, `reminder`, `second_reminder`, `demand`, `second_demand`, `summons`,
    `enforcement` and `payment_plan`, which has `instalments`.
    """

    name: str
    day: date
    due_date: date
    instalments: tuple[f.Instalment, ...] = ()


@dataclass(frozen=True, slots=True)
class Intention:
    """A debtor's mind made up: to pay on `day`, or `later` days after the banking day that it falls on.

    `amount` is decimal text; None is all that is then owed, and `more` than that if it says how much. The same sum is
    paid so many `times`.
    """

    day: date
    amount: str | None = None
    to: str | None = None
    reference: str | None = None
    more: str | None = None
    times: int = 1
    later: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """A debtor's mind made up to do something else on `day`: `name` is one of `acting.ACTS`, or `go_bankrupt`."""

    day: date
    name: str
    words: Mapping[str, Any] = field(default_factory=dict)


Behave = Callable[[dict[str, Any], Occasion], list[Intention | Act]]


def set_debtor(state: State, command: c.SetDebtor) -> list[f.Fact]:
    """Say who a debtor is; from now on it behaves so."""
    return [f.DebtorSet(key=command.key, details=command.details, behaviour=command.behaviour)]


def reactions(state: State, behave: Behave, fact: f.Fact) -> list[f.Fact]:
    """Answer what the debtor plans on seeing this fact."""
    noticed = _noticed(state, fact)
    if noticed is None:
        return []
    number, debtor_key, occasion = noticed
    debtor = state.debtors[debtor_key]
    intended = enumerate(_behaviour(state, behave, debtor, occasion))
    times = [(nth, intention, _time_of(state, intention)) for nth, intention in intended]
    return [
        _plan(state, number, f"{number}/{occasion.name}/{nth}", intention, due)
        for nth, intention, due in times
        if due is not None
    ]


def _behaviour(state: State, behave: Behave, debtor: Debtor, occasion: Occasion) -> list[Intention | Act]:
    """What a debtor makes of an occasion; of one that is bankrupt its agency hears at the first."""
    if debtor.key not in state.bankrupt:
        return behave(debtor.behaviour, occasion)
    return [Act(occasion.day, "go_bankrupt")] if occasion.name == "transfer" else []


def _noticed(state: State, fact: f.Fact) -> tuple[str, str, Occasion] | None:
    """Answer which debtor notices what, about which invoice; None if nobody does."""
    if type(fact) not in _OCCASIONS:
        return None
    if isinstance(fact, f.InvoiceHeld):
        due = date.fromisoformat(str(fact.invoice["due_date"]))
        there = fact.sent or fact.number in state.invoice_ids
        return (fact.number, fact.debtor, Occasion("received", state.today, due)) if there else None
    number = getattr(fact, "number", "")
    if number not in state.held:
        return None
    held = state.held[number]
    if isinstance(fact, f.InvoiceSent) and held.received:
        return None  # the same invoice sent anew: the debtor has made up its mind already
    called = _OCCASIONS[type(fact)](fact)
    if called is None:
        return None
    due = date.fromisoformat(str(held.invoice["due_date"]))
    parts = getattr(fact, "instalments", ())
    return number, held.debtor, Occasion(called, state.today, due, parts)


_OCCASIONS: dict[type[f.Fact], Callable[[Any], str | None]] = {
    f.InvoiceHeld: lambda fact: "received",
    f.InvoiceSent: lambda fact: "received",
    f.CaseOpened: lambda fact: "transfer",
    f.LetterSent: lambda fact: str(fact.letter) if fact.nth == 1 else f"second_{fact.letter}",
    f.LegalStepTaken: lambda fact: str(fact.step),
    f.CollectionPaused: lambda fact: "payment_plan" if fact.instalments else None,
}


def _plan(state: State, number: str, plan: str, intention: Intention | Act, due: datetime) -> f.Fact:
    if isinstance(intention, Act):
        # One name for all acts: a debtor that makes up its mind anew does the one thing in place of the other.
        deadline = f.Deadline(due, f"act:{plan}", "act")
        words = dict(intention.words)
        return f.ActPlanned(plan=plan, number=number, act=intention.name, words=words, deadlines=(deadline,))
    currency = state.currency_of(number)
    return f.PaymentPlanned(
        plan=plan,
        number=number,
        amount=_meant(intention.amount, currency),
        to=intention.to,
        reference=intention.reference,
        more=_meant(intention.more, currency),
        times=intention.times,
        deadlines=(f.Deadline(due, f"plan:{plan}", "pay"),),
    )


def _meant(amount: str | None, currency: str) -> Money | None:
    """The amount nearest to what a debtor has in mind that there is in its invoice's currency, and not nothing."""
    if not amount:
        return None
    exact = Decimal(amount).scaleb(decimals(currency))
    minor = int(exact.to_integral_value(ROUND_HALF_UP))
    return Money(min(max(minor, 1), MOST_MINOR_UNITS), currency)


def _time_of(state: State, intention: Intention | Act) -> datetime | None:
    """What falls on a closed day, or in the past, is done on the next banking day; beyond the calendar, never."""
    if intention.day > LAST_DAY:
        return None
    due = _paying_time(state, max(intention.day, state.today))
    if isinstance(intention, Act) or not intention.later:
        return due
    day = local_date(state.zone, due) + timedelta(days=intention.later)
    return _paying_time(state, day) if day <= LAST_DAY else None


def _paying_time(state: State, day: date) -> datetime:
    clock = state.settings["debtor.pays_at"]
    due = state.local(state.open_day(day), clock)
    return due if due >= state.now else state.local(state.open_day(state.today + timedelta(days=1)), clock)


def carry_out(state: State, plan: str, name: str) -> list[f.Fact]:
    """Let a debtor do what it planned; nothing if nothing is owed any more and no amount was set."""
    planned = state.plans[plan]
    if _is_bankrupt(state, planned.number) or not _is_current(state, planned):
        return []
    paid = _pay(state, planned.number, planned.amount, planned.to, planned.reference, more=planned.more)
    return [*paid, *_again(state, planned, paid)]


def _is_current(state: State, planned: f.PaymentPlanned) -> bool:
    """Whether what was planned is in the currency that the invoice has by now: one of its number may be in another."""
    currency = state.currency_of(planned.number)
    return all(money is None or money.currency == currency for money in (planned.amount, planned.more))


def _again(state: State, planned: f.PaymentPlanned, paid: list[f.Fact]) -> list[f.Fact]:
    """Plan the next of several equal payments: of the same sum, to the same account, now."""
    first = paid[0] if paid else None
    if planned.times < 2 or not isinstance(first, f.PaymentReceived | f.CreditorPaid):
        return []
    plan = f"{planned.plan}/{planned.times}"
    return [
        replace(
            planned,
            plan=plan,
            amount=first.amount,
            more=None,
            to="creditor" if isinstance(first, f.CreditorPaid) else "agency",
            times=planned.times - 1,
            deadlines=(f.Deadline(state.now, f"plan:{plan}", "pay"),),
        )
    ]


def _is_bankrupt(state: State, number: str) -> bool:
    held = state.held.get(number)
    return held is not None and held.debtor in state.bankrupt


def pay_now(state: State, command: c.PayNow) -> list[f.Fact]:
    """Let a debtor pay at this moment, whatever its script says."""
    _is_sound(command)
    _can_pay(state, command)
    paid = _pay(state, command.number, command.amount, command.to, command.reference)
    if not paid:
        raise Refusal(
            "conflict", f"nothing is owed for invoice {command.number}: name an amount to pay all the same"
        )
    return paid


def _is_sound(command: c.PayNow) -> None:
    """Refuse words that no payment can have."""
    if command.to not in (None, *TO):
        raise Refusal("invalid", f"a debtor cannot pay to {command.to!r}; it pays to: {', '.join(TO)}")
    if command.reference not in (None, *REFERENCES):
        allowed = ", ".join(REFERENCES)
        raise Refusal(
            "invalid", f"a payment's reference cannot be {command.reference!r}; it is: {allowed}, or right"
        )
    if command.amount is not None and command.amount.minor <= 0:
        raise Refusal("invalid", f"a debtor cannot pay {command.amount}; the amount must be more than zero")


def _can_pay(state: State, command: c.PayNow) -> None:
    """Refuse a payment for which there is no debtor, no money, or nobody to take it."""
    number = command.number
    if number not in state.held and number not in state.invoice_ids:
        raise Refusal("not_found", f"no debtor holds an invoice with the number {number!r}")
    if command.to == "agency" and state.case_of(number) is None:
        raise Refusal("conflict", f"invoice {number} is at no agency: the debtor can pay the creditor only")
    if _is_bankrupt(state, number):
        raise Refusal("conflict", f"the debtor of invoice {number} is bankrupt: it pays nothing")
    currency = state.currency_of(number)
    if command.amount is not None and command.amount.currency != currency:
        raise Refusal("invalid", f"invoice {number} is in {currency}: {command.amount} cannot be paid for it")
    if command.to != "agency" and state.account(currency) is None:
        raise Refusal("conflict", f"invoice {number} is in {currency}: the company has no account in it")


def _pay(
    state: State,
    number: str,
    amount: Money | None,
    to: str | None,
    reference: str | None,
    *,
    more: Money | None = None,
) -> list[f.Fact]:
    """What a payment comes to: nothing if nothing is owed, or if the creditor has no account for it."""
    case = state.case_of(number)
    at_agency = case is not None and case.closed_at is None
    where = to or ("agency" if at_agency and not _is_told_the_creditor(state, case) else "creditor")
    if where == "agency" and case is not None:
        paid = amount or _beyond(_owed_to_agency(state, case) if at_agency else None, more)
        return receive(state, case, paid) if paid and paid.minor > 0 else []
    paid = amount or _beyond(_owed_to_creditor(state, number, case), more)
    account = state.account(state.currency_of(number))
    return (
        [_to_creditor(state, number, paid, account, reference)] if paid and paid.minor > 0 and account else []
    )


def _is_told_the_creditor(state: State, case: Case | None) -> bool:
    """Whether a case's invoice went through its agency and kept the creditor's account."""
    routed = state.invoices[case.opened.invoice].routed if case else None
    return routed is not None and routed.kept


def _beyond(owed: Money | None, more: Money | None) -> Money | None:
    """What is owed, and so much more; who owes nothing pays nothing."""
    return owed + more if owed and more and owed.minor > 0 else owed


def _owed_to_agency(state: State, case: Case) -> Money:
    """Everything that is open, with the interest to this day; what went to the creditor the debtor knows of.

    What is collected with it is asked for with it.
    """
    further = (owed_of(state, each) for each in collected_with(state, case))
    interest = case.open_interest + interest_until_today(state, case).money
    mine = _principal_owed(state, case) + case.open_fees + interest
    return Money.total(further, mine.currency) + mine


def _owed_to_creditor(state: State, number: str, case: Case | None) -> Money | None:
    """The principal that the debtor has not paid yet, as far as it can know."""
    if case is not None:
        return _principal_owed(state, case)
    total = state.total_of(number)
    return total - state.paid_to_company(number, total.currency) if total else None


def _principal_owed(state: State, case: Case) -> Money:
    """A case's open principal, or what of it was given back, less what went to the creditor and nobody reported."""
    principal = case.given_back or case.open_principal
    nothing = Money.zero(case.open_principal.currency)
    directly = state.paid_to_company(case.opened.number, principal.currency) - case.paid_before
    unreported = directly - case.reported_directly
    return principal - max(nothing, min(unreported, principal))


def _to_creditor(state: State, number: str, amount: Money, account: str, reference: str | None) -> f.Fact:
    """Money to the company's own account, booked on this banking day or the next."""
    return f.CreditorPaid(
        payment=state.draw.uuid("payment", f"{number}/{len(state.movements)}"),
        number=number,
        amount=amount,
        account=account,
        payer=_payer(state, number),
        reference=_reference(state, number, reference),
        booked=state.open_day(state.today),
    )


def _payer(state: State, number: str) -> str:
    held = state.held.get(number)
    if held is not None:
        return str(state.debtors[held.debtor].details["name"])
    sent = state.newest_of(number)
    return str(sent.sent.recipient.get("name") or "") if sent else ""


def _reference(state: State, number: str, asked: str | None) -> str | None:
    """The reference that the debtor was told; or none; or a sound one that belongs to nothing."""
    if asked == "none":
        return None
    if asked == "wrong":
        return state.stray_reference(number)
    sent = state.newest_of(number)
    if sent is not None:
        return sent.routed.reference if sent.routed else sent.sent.reference
    held = state.held.get(number)
    return str(held.invoice.get("reference")) if held and held.invoice.get("reference") else None


def _apply_debtor(state: State, fact: f.DebtorSet) -> None:
    state.debtors[fact.key] = Debtor(fact.key, fact.details, fact.behaviour)


def _apply_plan(state: State, fact: f.PaymentPlanned) -> None:
    state.plans[fact.plan] = fact


def _apply_paid(state: State, fact: f.CreditorPaid) -> None:
    state.movements.append(Movement(fact.account, fact.booked, fact))
    before = state.paid_to_company(fact.number, fact.amount.currency)
    state.paid_directly[fact.number, fact.amount.currency] = before + fact.amount


DECIDE: Deciders = {c.SetDebtor: set_debtor, c.PayNow: pay_now}
REACH: Reachers = {"plan": carry_out}
APPLY: Appliers = {f.DebtorSet: _apply_debtor, f.PaymentPlanned: _apply_plan, f.CreditorPaid: _apply_paid}
