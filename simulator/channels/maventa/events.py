"""The events of an assignment, as Maventa's wire has them; what has no event of its own is the agency's comment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.channels.maventa.wire import LETTERS, moment
from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Case, CaseEvent

Written = tuple[str, str, Money | None, Money | None, str | None]

_PAUSES = {
    "disputed": "The debtor disputes the claim",
    "more_time": "The debtor has been given more time",
    "promised": "The debtor has promised to pay",
    "payment_plan": "A payment plan has been agreed with the debtor",
    "on_hold": "Collection is on hold",
    "error_on_hold": "Collection is on hold",
}
_ASKED = {"more_time": "more time", "payment_plan": "a payment plan"}
_NO_LEVEL = "The customer has no service level of its own now"
_CHARGED = {"due_date_moved": "more time", "payment_plan": "the payment plan"}


def event(case: Case, found: CaseEvent, day: str) -> dict[str, Any]:
    """One event of an assignment; `day` is the local date on which it was written."""
    kind, actor, amount, principal, text = _written(found.fact)
    stated = getattr(found.fact, "date", None)
    written = {
        "id": found.id,
        "assignment_id": case.id,
        "invoice_id": case.opened.invoice,
        "type": kind,
        "actor": actor,
        "amount": amount.number if amount else None,
        "capital_amount": principal.number if principal else None,
        "currency": case.opened.principal.currency,
        "date": stated.isoformat() if stated else day,
        "text": text,
        "credit_note_number": getattr(found.fact, "credit_note", None),
        "created_at": moment(found.at),
        "seen_at": moment(found.seen_at) if found.seen_at else None,
    }
    return written | _days(found.fact)


def _days(fact: f.Fact) -> dict[str, str]:
    """The days that a request, and the answer to it, are about."""
    if isinstance(fact, f.DueDateAsked | f.DueDateMoved):
        return {"due_date": fact.due_date.isoformat()}
    if isinstance(fact, f.CollectionPaused) and fact.by == "company" and fact.until:
        return {"until": fact.until.isoformat()}
    return {}


def event_type(found: CaseEvent) -> str:
    """The type under which an event is shown."""
    return _written(found.fact)[0]


def _written(fact: f.Fact) -> Written:
    """A fact as an event: type, actor, amount, what of it is principal, text."""
    write = (
        _OF_COMPANY.get(type(fact)) if getattr(fact, "by", None) == "company" else _WRITTEN.get(type(fact))
    )
    return write(fact) if write else ("comment", "agency", None, None, _remark(fact))


def _paid(fact: f.PaymentReceived) -> Written:
    returned = f"{fact.returned} was returned to the debtor" if fact.returned.minor else None
    return "paid", "agency", fact.amount, fact.principal, returned


def _held(fact: f.CollectionPaused) -> Written:
    return "hold_changed" if fact.changed else "hold_added", "company", None, None, fact.text


def _refused(fact: f.RequestRefused) -> Written:
    """A refusal has an event of its own where it is the company's request that is refused."""
    asked = "due_date_refused" if fact.what == "due_date" else "comment"
    return asked, "agency", None, None, None if fact.what == "due_date" else _remark(fact)


_OF_COMPANY: dict[type[f.Fact], Callable[[Any], Written]] = {
    f.CommentMade: lambda fact: ("comment", "company", None, None, fact.text),
    f.CollectionPaused: _held,
    f.CollectionResumed: lambda fact: ("hold_lifted", "company", None, None, None),
}
"""What can be at the word of the company, and then is an event of its own."""

_WRITTEN: dict[type[f.Fact], Callable[[Any], Written]] = {
    f.CaseOpened: lambda fact: ("created", "agency", None, None, None),
    f.LetterSent: lambda fact: (LETTERS[fact.letter], "agency", fact.fee, None, None),
    f.PaymentReceived: _paid,
    f.DirectPaymentReported: lambda fact: ("paid", "company", fact.amount, fact.principal, fact.text),
    f.CreditReported: lambda fact: ("credit_note", "company", fact.amount, fact.principal, fact.text),
    f.CommentMade: lambda fact: ("comment", "agency", None, None, fact.text),
    f.DueDateAsked: lambda fact: ("due_date_change", "company", None, None, fact.text),
    f.DueDateMoved: lambda fact: ("due_date_accepted", "agency", None, None, None),
    f.RequestRefused: _refused,
    f.EndAsked: lambda fact: ("cancellation", "company", None, None, fact.text),
    f.BadDebtRecorded: lambda fact: ("bad_debt", "company", None, None, fact.text),
    f.LegalStepTaken: lambda fact: ("legal_collection", "agency", fact.expense, None, fact.step),
    f.CaseClosed: lambda fact: ("close", "agency", None, None, fact.reason),
}


def _remark(fact: f.Fact) -> str:
    """What an agency has to say of something that has no event of its own."""
    match fact:
        case f.DebtorAsked():
            return f"The debtor asks for {_ASKED[fact.what]}, until {fact.until}"
        case f.RequestRefused():
            return f"The debtor was refused {_ASKED[fact.what]}"
        case f.FeeCharged():
            return f"A fee of {fact.fee} was charged for {_CHARGED[fact.what]}"
        case f.CollectionPaused():
            until = f" until {fact.until}" if fact.until else ""
            return _PAUSES[fact.state] + until + (f": {fact.text}" if fact.text else "")
        case f.CollectionResumed():
            return f"Collection goes on: {fact.why.replace('_', ' ')}"
        case f.CaseRegrouped():
            return f"The customer's service level is {fact.group} now" if fact.group else _NO_LEVEL
        case f.CaseWaits(text=str(text)):
            return text
        case _:
            raise LookupError(f"a {fact.kind} is no event of an assignment")
