"""The life of a case: letters, payments to the agency, what the company reports, and the end.

The agency's table says what follows in which state; this module does it. Rules: ROPO-COL-1, ROPO-COL-2,
ROPO-EVT-1 to ROPO-EVT-5 for the first agency.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import Refusal
from simulator.domain.invoicing import case_deadline
from simulator.domain.lifecycle import Transition
from simulator.domain.money import Money
from simulator.domain.state import Appliers, Case, CaseEvent, Deciders, Reachers, State


def reach(state: State, case_id: str, name: str) -> list[f.Fact]:
    """Do what a case's timer is for; nothing if the case has moved on meanwhile."""
    case = state.cases[case_id]
    row = _agency(state, case).lifecycle.find(case.state, name)
    return _follow(state, case, row) if row else []


def _follow(state: State, case: Case, row: Transition) -> list[f.Fact]:
    """Carry a row of the table out."""
    deadlines = tuple(case_deadline(state, case.id, case.opened.debtor_kind, timer) for timer in row.timers)
    about: dict[str, Any] = {
        "case": case.id,
        "number": case.opened.number,
        "state": row.to,
        "rules": row.rules,
    }
    if row.closes:
        fees, interest = case.open_fees, case.open_interest
        return [f.CaseClosed(reason=row.closes, fees=fees, interest=interest, deadlines=deadlines, **about)]
    if row.letter is None:
        return [f.CaseWaits(deadlines=deadlines, **about)]
    nth = case.letters.get(row.letter, 0) + 1
    charge = state.law.letter_fee(
        row.letter,
        case.opened.debtor_kind,
        case.open_principal,
        state.today,
        nth,
        due=case.opened.due_date,
        charged=case.charged,
    )
    sent = f.LetterSent(
        letter=row.letter,
        fee=charge.money,
        law=charge.source,
        assumed=charge.assumed,
        deadlines=deadlines,
        **about,
    )
    return [sent]


def receive(state: State, case: Case, amount: Money) -> list[f.Fact]:
    """Let the agency receive a debtor's payment: interest to this day is posted, then the payment is allocated."""
    if case.closed_at is not None:
        return [_returned(state, case, amount)]
    found = _agency(state, case)
    accrued = state.law.late_interest(
        case.open_principal, case.opened.debtor_kind, case.interest_from, state.today
    )
    open_ = {
        "fees": case.open_fees,
        "interest": case.open_interest + accrued.money,
        "principal": case.open_principal,
    }
    parts, rest = _allocate(amount, open_, state.settings[f"{found.name}.payment_allocation"])
    left = {name: open_[name] - parts[name] for name in open_}
    row = _after_payment(found, case, left)
    payment = f.PaymentReceived(
        case=case.id,
        number=case.opened.number,
        state=row.to if row and not row.closes else case.state,
        amount=amount,
        returned=rest,
        accrued=accrued.money,
        interest_to=state.today,
        interest_kept=found.keeps_interest,
        assumed=accrued.assumed,
        law=accrued.source,
        rules=found.rules["payment_received"],
        deadlines=_timers(state, case, row) + payout_deadlines(state, case, parts),
        **parts,
    )
    return [payment, *_closing(case, row, left)]


def _returned(state: State, case: Case, amount: Money) -> f.Fact:
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


def _allocate(amount: Money, open_: dict[str, Money], order: list[str]) -> tuple[dict[str, Money], Money]:
    """Spread an amount over what is open, in this order; answers the parts and what is left over."""
    parts = {}
    for name in order:
        parts[name] = min(amount, open_[name])
        amount -= parts[name]
    return parts, amount


def _after_payment(found: Agency, case: Case, left: dict[str, Money]) -> Transition | None:
    """Answer the row that follows when so much is left open, or None while the principal is."""
    if left["principal"].minor:
        return None
    charges = left["fees"].minor or left["interest"].minor
    return found.lifecycle.find(case.state, "principal_cleared" if charges else "paid")


def _timers(state: State, case: Case, row: Transition | None) -> tuple[f.Deadline, ...]:
    timers = row.timers if row else ()
    return tuple(case_deadline(state, case.id, case.opened.debtor_kind, timer) for timer in timers)


def _closing(case: Case, row: Transition | None, left: dict[str, Money]) -> list[f.Fact]:
    """The end of the case, if that row is one; charges that are left are written off."""
    if row is None or not row.closes:
        return []
    return [
        f.CaseClosed(
            case=case.id,
            number=case.opened.number,
            state=row.to,
            reason=row.closes,
            fees=left["fees"],
            interest=left["interest"],
            rules=row.rules,
        )
    ]


def payout_deadlines(state: State, case: Case, parts: dict[str, Money]) -> tuple[f.Deadline, ...]:
    """Set the next payout of principal, and the month's of interest, for what was just collected."""
    provider = case.opened.provider
    deadlines = []
    if parts["principal"].minor:
        deadlines.append(f.Deadline(_next_payout(state), f"settlement:{provider}", "principal"))
    if parts["interest"].minor and not state.agencies[provider].keeps_interest:
        first = (state.today.replace(day=1) + timedelta(days=32)).replace(day=1)
        due = state.local(state.open_day(first), state.settings["agency.payout_at"])
        deadlines.append(f.Deadline(due, f"settlement:{provider}", f"interest {state.today:%Y-%m}"))
    return tuple(deadlines)


def _next_payout(state: State) -> datetime:
    """The agency's payout hour of this banking day, or of the next one once it is past."""
    day = state.open_day(state.today)
    due = state.local(day, state.settings["agency.payout_at"])
    if due >= state.now:
        return due
    return state.local(state.open_day(day + timedelta(days=1)), state.settings["agency.payout_at"])


def report_payment(state: State, command: c.ReportPayment) -> list[f.Fact]:
    """Take a direct payment off the case's principal; what is more than that stays with the company.

    Interest is posted until the day of the payment: after it less principal is owed.
    """
    case, found = _open_case(state, command.case, command.amount, command.date)
    principal = min(command.amount, case.open_principal)
    until = max(min(command.date, state.today), case.interest_from - timedelta(days=1))
    accrued = state.law.late_interest(case.open_principal, case.opened.debtor_kind, case.interest_from, until)
    left = _left(case, principal) | {"interest": case.open_interest + accrued.money}
    row = _after_payment(found, case, left)
    reported = f.DirectPaymentReported(
        case=case.id,
        number=case.opened.number,
        state=row.to if row and not row.closes else case.state,
        amount=command.amount,
        principal=principal,
        accrued=accrued.money,
        interest_to=until,
        assumed=accrued.assumed,
        date=command.date,
        text=command.text,
        rules=found.rules["direct_payment_reported"],
        deadlines=_timers(state, case, row),
    )
    return [reported, *_closing(case, row, left)]


def _left(case: Case, principal: Money) -> dict[str, Money]:
    """What is still open once so much principal is taken off."""
    return {
        "principal": case.open_principal - principal,
        "fees": case.open_fees,
        "interest": case.open_interest,
    }


def report_credit(state: State, command: c.ReportCredit) -> list[f.Fact]:
    """Take a credit note off the case's principal; the case ends when no principal is left."""
    case, found = _open_case(state, command.case, command.amount, command.date)
    principal = min(command.amount, case.open_principal)
    left = _left(case, principal)
    row = None if left["principal"].minor else found.lifecycle.find(case.state, "credited")
    reported = f.CreditReported(
        case=case.id,
        number=case.opened.number,
        state=case.state,
        amount=command.amount,
        principal=principal,
        date=command.date,
        credit_note=command.credit_note,
        text=command.text,
        rules=found.rules["credit_reported"],
    )
    return [reported, *_closing(case, row, left)]


def comment(state: State, command: c.MakeComment) -> list[f.Fact]:
    """Write the company's comment on a case, open or ended."""
    case = _case(state, command.case)
    rules = _agency(state, case).rules["comment_made"]
    made = f.CommentMade(
        case=case.id,
        number=case.opened.number,
        state=case.state,
        by="company",
        text=command.text,
        rules=rules,
    )
    return [made]


def mark_seen(state: State, command: c.MarkSeen) -> list[f.Fact]:
    """Mark an event of a case as seen; a second time changes nothing."""
    case = _case(state, command.case)
    event = next((event for event in case.events if event.id == command.event), None)
    if event is None:
        raise Refusal("not_found", f"assignment {command.case} has no event {command.event}")
    return [] if event.seen_at else [f.EventSeen(case=case.id, event=event.id)]


def _case(state: State, case: str) -> Case:
    if case not in state.cases:
        raise Refusal("not_found", f"this company has no assignment with the id {case}")
    return state.cases[case]


def _open_case(state: State, case_id: str, amount: Money, day: date) -> tuple[Case, Agency]:
    """Answer a case to which an amount of a day can be reported."""
    case = _case(state, case_id)
    if case.closed_at is not None:
        raise Refusal(
            "forbidden", f"assignment {case.id} is closed ({case.reason}): nothing can be reported to it"
        )
    if amount.minor <= 0 or amount.currency != case.open_principal.currency:
        raise Refusal(
            "invalid", f"the amount is {amount}; it must be more than zero, in {case.open_principal.currency}"
        )
    if day > state.today:
        raise Refusal(
            "invalid", f"the date is {day}; what is reported has happened, and today is {state.today}"
        )
    return case, _agency(state, case)


def _agency(state: State, case: Case) -> Agency:
    return state.agencies[case.opened.provider]


def _note(state: State, case: Case, fact: f.Fact) -> None:
    """Write a fact on the case's own timeline, under an id that says nothing and never changes."""
    event = state.draw.uuid("event", f"{case.id}/{len(case.events)}")
    case.events.append(CaseEvent(event, state.now, fact))
    state.case_events.append((case, case.events[-1]))


def _apply_opened(state: State, fact: f.CaseOpened) -> None:
    nothing = fact.principal - fact.principal
    first = fact.due_date + timedelta(days=1)
    before = _paid_before(state, fact)
    case = Case(fact, state.now, fact.state, fact.principal, nothing, nothing, first, nothing, before)
    state.cases[fact.case] = case
    state.case_ids.setdefault(fact.number, []).append(fact.case)
    state.transfers[fact.invoice].status = "sent"
    state.transfers[fact.invoice].case = fact.case
    _note(state, case, fact)


def _paid_before(state: State, fact: f.CaseOpened) -> Money:
    """What the debtor had paid the creditor, as far as the principal is the invoice's total without it."""
    nothing = fact.principal - fact.principal
    total = state.total_of(fact.number)
    left_out = max(nothing, total - fact.principal) if total is not None else nothing
    return min(state.paid_directly.get(fact.number, nothing), left_out)


def _moved(state: State, fact: f.CaseFact) -> Case:
    case = state.cases[fact.case]
    case.state = fact.state
    _note(state, case, fact)
    return case


def _apply_letter(state: State, fact: f.LetterSent) -> None:
    case = _moved(state, fact)
    case.open_fees += fact.fee
    case.letters[fact.letter] = case.letters.get(fact.letter, 0) + 1


def _apply_waits(state: State, fact: f.CaseWaits) -> None:
    state.cases[fact.case].state = fact.state


def _apply_received(state: State, fact: f.PaymentReceived) -> None:
    case = _moved(state, fact)
    case.open_principal -= fact.principal
    case.open_fees -= fact.fees
    case.open_interest += fact.accrued - fact.interest
    case.interest_from = fact.interest_to + timedelta(days=1)
    owed = state.owed_by(case.opened.provider)
    if fact.principal.minor:
        owed.principal[case.id] = (
            owed.principal.get(case.id, fact.principal - fact.principal) + fact.principal
        )
    if fact.interest.minor and not fact.interest_kept:
        month = owed.interest.setdefault(f"{fact.interest_to:%Y-%m}", {})
        month[case.id] = month.get(case.id, fact.interest - fact.interest) + fact.interest


def _apply_direct(state: State, fact: f.DirectPaymentReported) -> None:
    case = _moved(state, fact)
    case.open_principal -= fact.principal
    case.open_interest += fact.accrued
    case.interest_from = fact.interest_to + timedelta(days=1)
    case.reported_directly += fact.amount


def _apply_credit(state: State, fact: f.CreditReported) -> None:
    _moved(state, fact).open_principal -= fact.principal


def _apply_comment(state: State, fact: f.CommentMade) -> None:
    _note(state, state.cases[fact.case], fact)


def _apply_closed(state: State, fact: f.CaseClosed) -> None:
    case = _moved(state, fact)
    case.open_fees -= fact.fees
    case.open_interest -= fact.interest
    case.closed_at = state.now
    case.reason = fact.reason


def _apply_seen(state: State, fact: f.EventSeen) -> None:
    event = next(event for event in state.cases[fact.case].events if event.id == fact.event)
    event.seen_at = state.now


DECIDE: Deciders = {
    c.ReportPayment: report_payment,
    c.ReportCredit: report_credit,
    c.MakeComment: comment,
    c.MarkSeen: mark_seen,
}
REACH: Reachers = {"case": reach}
APPLY: Appliers = {
    f.CaseOpened: _apply_opened,
    f.LetterSent: _apply_letter,
    f.CaseWaits: _apply_waits,
    f.PaymentReceived: _apply_received,
    f.DirectPaymentReported: _apply_direct,
    f.CreditReported: _apply_credit,
    f.CommentMade: _apply_comment,
    f.CaseClosed: _apply_closed,
    f.EventSeen: _apply_seen,
}
