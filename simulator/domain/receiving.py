"""Payments that an agency receives: interest to the day is posted, then the payment is allocated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from simulator.domain import calendar
from simulator.domain import facts as f
from simulator.domain.agency import Agency, Charge
from simulator.domain.charging import fees_due, keep
from simulator.domain.choosing import choices
from simulator.domain.following import after_payment, agency_of, ended, move, open_amounts, timers
from simulator.domain.money import Money
from simulator.domain.state import Appliers, Case, State


def interest_until_today(state: State, case: Case) -> Charge:
    """Answer the late-payment interest that has not been posted yet, as far as the agency asks for it."""
    return state.law.late_interest(
        case.open_capital,
        case.opened.debtor_kind,
        case.interest_from,
        interest_to(state, case, state.today),
    )


def interest_to(state: State, case: Case, day: date) -> date:
    """Answer the day through which interest is posted on a day: the one before its first where none is asked for."""
    asked = agency_of(state, case).asks_interest_at_once or case.last_letter is not None
    return day if asked else case.interest_from - timedelta(days=1)


def collected_with(state: State, case: Case) -> list[Case]:
    """Answer the open cases that a case is collected with, oldest first."""
    return [each for each in map(state.cases.__getitem__, case.combined) if each.closed_at is None]


def owed_of(state: State, case: Case) -> Money:
    """Answer all that is owed of a case by itself today."""
    interest = case.open_interest + interest_until_today(state, case).money
    return case.open_principal + case.open_fees + interest


def receive(state: State, case: Case, amount: Money) -> list[f.Fact]:
    """Let the agency receive a debtor's payment.

    What is more than is owed of the case goes to those that it is collected with, and then back to the debtor.
    """
    if case.closed_at is not None:
        return [_returned(case, amount)]
    facts: list[f.Fact] = []
    together = [case, *collected_with(state, case)]
    for each, following in zip(together, [*together[1:], None], strict=True):
        part = min(amount, owed_of(state, each)) if following else amount
        amount -= part
        facts += _received(state, each, part) if part.minor or each is case else []
    return facts


def _received(state: State, case: Case, amount: Money) -> list[f.Fact]:
    """What a payment is to one case; what is more than is owed goes back to the debtor."""
    found = agency_of(state, case)
    accrued = interest_until_today(state, case)
    open_ = open_amounts(case)
    open_["interest"] += accrued.money
    parts, rest = allocate(amount, open_, state.settings[found.setting("payment_allocation")])
    left = {name: open_[name] - parts[name] for name in open_}
    row = after_payment(found, case, left)
    taxed = "vat_share_invoiced" in found.rules and parts["fees"].minor > 0
    vat_follows = taxed and bool(state.company["vat_liable"])
    payment = f.PaymentReceived(
        case=case.id,
        number=case.opened.number,
        state=row.to if row and not row.closes else case.state,
        amount=amount,
        returned=rest,
        accrued=accrued.money,
        interest_to=interest_to(state, case, state.today),
        interest_kept=found.keeps_interest,
        vat_follows=vat_follows,
        assumed=accrued.assumed,
        law=accrued.source,
        rules=found.rules["payment_received"],
        deadlines=(
            *timers(state, case, row),
            *_payouts(state, found, parts),
            *(fees_due(state, found.name) if vat_follows else ()),
        ),
        **parts,
    )
    return [payment, *ended(state, case, row, left)]


def _returned(case: Case, amount: Money) -> f.Fact:
    """A payment for a case that has ended: all of it goes back to the debtor."""
    nothing = amount - amount
    return f.PaymentReceived(
        case=case.id,
        number=case.opened.number,
        state=case.state,
        amount=amount,
        principal=nothing,
        interest=nothing,
        fees=nothing,
        returned=amount,
        accrued=nothing,
        interest_to=case.interest_from - timedelta(days=1),
        assumed=False,
        law="",
    )


def allocate(amount: Money, open_: Mapping[str, Money], order: list[str]) -> tuple[dict[str, Money], Money]:
    """Spread an amount over what is open, in this order; answers the parts and what is left over."""
    parts = {}
    for name in order:
        parts[name] = min(amount, open_[name])
        amount -= parts[name]
    return parts, amount


def _payouts(state: State, found: Agency, parts: Mapping[str, Money]) -> tuple[f.Deadline, ...]:
    """Set the next payout of principal, and the month's of interest, for what was just collected."""
    deadlines = []
    if parts["principal"].minor:
        due, name = _payout(state, found)
        deadlines.append(f.Deadline(due, f"settlement:{found.name}", name))
    if parts["interest"].minor and not found.keeps_interest:
        first = (state.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        due = state.local(state.open_day(first), state.settings["agency.payout_at"])
        deadlines.append(f.Deadline(due, f"settlement:{found.name}", f"interest {state.today:%Y-%m}"))
    return tuple(deadlines)


def _payout(state: State, found: Agency) -> tuple[datetime, str]:
    """When principal that is received now is paid out, and under which name `settling` knows that payout.

    An agency pays out on every banking day, or, where an assumption says how many, some of them after a payment.
    """
    if found.batches and choices(state, found.name)["batch_payments"] and state.service(found.name).api_user:
        return _journal(state, found)
    wait = state.settings.get(found.setting("settlement_banking_days"))
    if wait is None:
        return _next_payout(state, found, state.open_day(state.today)), "principal"
    days = state.draw("settlement days", f"{found.name}/{state.today}", *wait)
    day = calendar.add_banking_days(state.country, state.today, days)
    return _next_payout(state, found, day), f"principal {state.today}"


def _journal(state: State, found: Agency) -> tuple[datetime, str]:
    """The journal of the day, or of the next one once it is written."""
    clock = state.settings[found.setting("journal_at")]
    today = state.local(state.today, clock)
    due = today if today > state.now else state.local(state.today + timedelta(days=1), clock)
    return due, f"journal {calendar.local_date(state.zone, due)}"


def _next_payout(state: State, found: Agency, day: date) -> datetime:
    """The agency's payout hour of a banking day, or of the one after it once it is past, or paid out."""
    due = state.local(day, state.settings["agency.payout_at"])
    if due > state.now or (due == state.now and state.owed_by(found.name).paid_out != due):
        return due
    return state.local(state.open_day(day + timedelta(days=1)), state.settings["agency.payout_at"])


def _lot(fact: f.PaymentReceived) -> str:
    """The name of the payout that pays a payment out, among the fact's own deadlines."""
    names = (deadline.name for deadline in fact.deadlines if deadline.subject.startswith("settlement:"))
    name = next(name for name in names if not name.startswith("interest"))
    part, _, day = name.partition(" ")
    return f"principal batch {day}" if part == "journal" else name


def _apply_received(state: State, fact: f.PaymentReceived) -> None:
    case = move(state, fact)
    case.open_principal -= fact.principal
    case.open_fees -= fact.fees
    case.open_interest += fact.accrued - fact.interest
    case.paid_in_plan += fact.amount - fact.returned
    case.interest_from = fact.interest_to + timedelta(days=1)
    if fact.vat_follows:
        keep(state, case.id, "vat_share", fact.fees)
    owed = state.owed_by(case.opened.provider)
    if fact.principal.minor:
        lot = owed.principal.setdefault(_lot(fact), {})
        lot[case.id] = lot.get(case.id, fact.principal - fact.principal) + fact.principal
    if fact.interest.minor and not fact.interest_kept:
        month = owed.interest.setdefault(f"{fact.interest_to:%Y-%m}", {})
        month[case.id] = month.get(case.id, fact.interest - fact.interest) + fact.interest


APPLY: Appliers = {f.PaymentReceived: _apply_received}
