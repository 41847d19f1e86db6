"""The life of a case: letters, what the company reports, and the end.

The agency's table says what follows in which state (`following`). Rules: ROPO-COL-1, ROPO-COL-2,
ROPO-EVT-1 to ROPO-EVT-5 for the first agency.
"""

from __future__ import annotations

from datetime import date, timedelta

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.charging import keep
from simulator.domain.commands import Refusal
from simulator.domain.following import (
    Cause,
    after_payment,
    agency_of,
    case_of,
    ended,
    happens,
    move,
    note,
    open_amounts,
    timers,
)
from simulator.domain.money import Money
from simulator.domain.pausing import plan_is_kept
from simulator.domain.receiving import interest_to
from simulator.domain.state import Appliers, Case, Deciders, Reachers, State


def reach(state: State, case_id: str, name: str) -> list[f.Fact]:
    """Do what a case's timer is for; nothing if the case has moved on meanwhile.

    A timer with a number is that of an instalment, and is for nothing while the plan is kept.
    """
    case = state.cases[case_id]
    if not [timer for timer in case.timers if timer.name == name and timer.due <= state.now]:
        return []
    name, _, nth = name.partition(" ")
    return [] if nth and plan_is_kept(case, int(nth)) else happens(state, case, name)


def report_payment(state: State, command: c.ReportPayment) -> list[f.Fact]:
    """Take a direct payment off the case's principal; what is more than that stays with the company.

    Interest is posted until the day of the payment: after it less principal is owed.
    """
    case, found = _open_case(state, command.case, command.amount, command.date)
    principal = min(command.amount, case.open_principal)
    paid = interest_to(state, case, min(command.date, state.today))
    until = max(paid, case.interest_from - timedelta(days=1))
    accrued = state.law.late_interest(case.open_capital, case.opened.debtor_kind, case.interest_from, until)
    left = _left(case, principal)
    left["interest"] += accrued.money
    row = after_payment(found, case, left)
    reported = f.DirectPaymentReported(
        case=case.id,
        number=case.opened.number,
        state=row.to if row and not row.closes else case.state,
        amount=command.amount,
        principal=principal,
        accrued=accrued.money,
        interest_to=until,
        assumed=accrued.assumed,
        law=accrued.source,
        date=command.date,
        text=command.text,
        rules=found.rules["direct_payment_reported"],
        deadlines=timers(state, case, row),
    )
    return [reported, *ended(state, case, row, left)]


def _left(case: Case, principal: Money) -> dict[str, Money]:
    """What is still open once so much principal is taken off."""
    left = open_amounts(case)
    left["principal"] -= principal
    return left


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
    return [reported, *ended(state, case, row, left)]


def comment(state: State, command: c.MakeComment) -> list[f.Fact]:
    """Write the company's comment on a case, open or ended, and let follow what the agency's table says."""
    case = case_of(state, command.case)
    rules = agency_of(state, case).rules.get("comment_made")
    if rules is None:
        raise Refusal("conflict", f"{case.opened.provider} takes no comments on its cases")
    made = f.CommentMade(
        case=case.id,
        number=case.opened.number,
        state=case.state,
        by="company",
        text=command.text,
        rules=rules,
    )
    return [made, *happens(state, case, "commented", Cause(by="company"))]


def mark_seen(state: State, command: c.MarkSeen) -> list[f.Fact]:
    """Mark an event of a case as seen; a second time changes nothing."""
    case = case_of(state, command.case)
    event = next((event for event in case.events if event.id == command.event), None)
    if event is None:
        raise Refusal("not_found", f"assignment {command.case} has no event {command.event}")
    return [] if event.seen_at else [f.EventSeen(case=case.id, event=event.id)]


def _open_case(state: State, case_id: str, amount: Money, day: date) -> tuple[Case, Agency]:
    """Answer a case to which an amount of a day can be reported."""
    case = case_of(state, case_id)
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
            "forbidden", f"the date is {day}; what is reported has happened, and today is {state.today}"
        )
    return case, agency_of(state, case)


def _apply_opened(state: State, fact: f.CaseOpened) -> None:
    nothing = fact.principal - fact.principal
    first = fact.due_date + timedelta(days=1)
    case = Case(
        fact,
        state.now,
        fact.state,
        open_principal=fact.principal,
        open_fees=nothing,
        open_interest=nothing,
        charged=fact.costs or nothing,
        interest_from=first,
        reported_directly=nothing,
        paid_before=_paid_before(state, fact),
        paid_in_plan=nothing,
        timers=fact.deadlines,
        due_date=fact.due_date,
        group=fact.group,
    )
    state.cases[fact.case] = case
    state.case_ids[fact.number] = (*state.case_ids.get(fact.number, ()), fact.case)
    if fact.debtor_id and state.agencies[fact.provider].groups:
        state.debtor_cases.setdefault(fact.debtor_id, []).append(fact.case)
    if fact.own_id is not None:
        state.own_ids[f"{fact.provider}/{fact.own_id}"] = fact.case
    transfer = state.transfers.get(fact.invoice)
    if transfer is not None:
        transfer.status, transfer.case = "sent", fact.case
    note(state, case, fact)


def _paid_before(state: State, fact: f.CaseOpened) -> Money:
    """What the debtor had paid the creditor, as far as the principal is the invoice's total without it."""
    total = state.invoices[fact.invoice].sent.total
    capital = fact.principal - fact.costs if fact.costs else fact.principal
    return min(state.paid_to_company(fact.number, total.currency), total - capital)


def _apply_letter(state: State, fact: f.LetterSent) -> None:
    case = move(state, fact)
    case.open_fees += fact.fee
    case.charged += fact.fee
    case.letters[fact.letter] = case.letters.get(fact.letter, 0) + 1
    case.last_letter = state.today
    if fact.cost is not None:
        keep(state, case.id, "group_charges", fact.cost)


def _apply_waits(state: State, fact: f.CaseWaits) -> None:
    move(state, fact, noted=fact.text is not None)


def _apply_legal(state: State, fact: f.LegalStepTaken) -> None:
    move(state, fact)
    if fact.expense.minor:
        keep(state, fact.case, "official_expenses", fact.expense)


def _apply_direct(state: State, fact: f.DirectPaymentReported) -> None:
    case = move(state, fact)
    case.open_principal -= fact.principal
    case.open_interest += fact.accrued
    case.interest_from = fact.interest_to + timedelta(days=1)
    case.reported_directly += fact.amount
    case.paid_in_plan += fact.principal


def _apply_taken_back(state: State, fact: f.PaymentTakenBack) -> None:
    case = move(state, fact)
    case.open_principal += fact.principal
    case.open_interest += fact.accrued
    case.interest_from = fact.interest_to + timedelta(days=1)
    case.reported_directly -= fact.amount
    case.paid_in_plan -= fact.principal


def _apply_credit(state: State, fact: f.CreditReported) -> None:
    move(state, fact).open_principal -= fact.principal


def _apply_comment(state: State, fact: f.CommentMade) -> None:
    note(state, state.cases[fact.case], fact)


def _apply_closed(state: State, fact: f.CaseClosed) -> None:
    case = move(state, fact)
    case.open_fees -= fact.fees
    case.open_interest -= fact.interest
    case.closed_at = state.now
    case.reason = fact.reason
    if fact.principal is not None:
        case.open_principal -= fact.principal
        case.given_back = fact.principal
    if fact.fees_billed:
        keep(state, case.id, "cancelled_fees", fact.fees)
    if fact.cost is not None:
        keep(state, case.id, "group_charges", fact.cost)


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
    f.LegalStepTaken: _apply_legal,
    f.DirectPaymentReported: _apply_direct,
    f.PaymentTakenBack: _apply_taken_back,
    f.CreditReported: _apply_credit,
    f.CommentMade: _apply_comment,
    f.CaseClosed: _apply_closed,
    f.EventSeen: _apply_seen,
}
