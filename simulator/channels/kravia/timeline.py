"""A case's timeline as Kravia's wire has it: what happened, at whose hand, and what of it was money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from simulator.channels.kravia import wire
from simulator.domain import facts as f
from simulator.domain.calendar import local_date
from simulator.domain.money import Money
from simulator.domain.state import Case, CaseEvent

Written = tuple[str, Money | None, Money | None, str | None]
"""A fact as an activity: its type, its amount, what of that is capital, a text."""

LETTERS = {"reminder": "ReminderSent", "demand": "PaymentDemandSent"}
_PAUSES = {
    "disputed": "Disputed",
    "more_time": "MoreTimeGiven",
    "promised": "PaymentPromised",
    "payment_plan": "PaymentPlanAgreed",
    "on_hold": "Suspended",
}
_NEEDED = {
    "start": "StartNeeded",
    "approve_demand": "PaymentDemandApprovalNeeded",
    "approve_legal": "LegalApprovalNeeded",
    "invoice_copy": "InvoiceCopyNeeded",
}
_STEPS = {"summons": "LegalCollectionStarted", "enforcement": "JudgmentGiven"}
_CREDITORS = (f.CaseOpened, f.DirectPaymentReported, f.CreditReported, f.FileAttached)
_DEBTORS = (f.DebtorAsked, f.ConsentGiven)


def timeline(case: Case, zone: ZoneInfo) -> list[dict[str, Any]]:
    """All that has happened in a case, in order."""
    return [_activity(event, zone) for event in case.events]


def payments(case: Case, zone: ZoneInfo) -> list[dict[str, Any]]:
    """What has been paid, to Kravia or to the creditor, and what was credited."""
    money = (f.PaymentReceived, f.DirectPaymentReported, f.CreditReported)
    words = ("date", "type", "amount", "capital")
    found = [_activity(event, zone) for event in case.events if isinstance(event.fact, money)]
    return [{word: activity[word] for word in words} for activity in found]


def _activity(event: CaseEvent, zone: ZoneInfo) -> dict[str, Any]:
    """An event of a case; its day is the one stated, or the local day on which it was written."""
    kind, amount, capital, text = _written(event.fact)
    day = getattr(event.fact, "date", None) or local_date(zone, event.at)
    return {
        "id": event.id,
        "time": wire.moment(event.at),
        "date": day.isoformat(),
        "type": kind,
        "actor": _actor(event.fact),
        "amount": amount.number if amount else None,
        "capital": capital.number if capital else None,
        "description": text,
    }


def _actor(fact: f.Fact) -> str:
    if isinstance(fact, _CREDITORS) or getattr(fact, "by", None) == "company":
        return "Creditor"
    by_debtor = isinstance(fact, _DEBTORS) or getattr(fact, "by", None) == "debtor"
    return "Debtor" if by_debtor else "Kravia"


def _written(fact: f.Fact) -> Written:
    write = _WRITTEN.get(type(fact))
    return write(fact) if write else (_OTHERS[type(fact)], None, None, getattr(fact, "text", None))


def _letter(fact: f.LetterSent) -> Written:
    return LETTERS[fact.letter], fact.fee, None, fact.channel and f"by {fact.channel}"


_WRITTEN: dict[type[f.Fact], Callable[[Any], Written]] = {
    f.CaseOpened: lambda fact: ("Registered", fact.principal, fact.principal, None),
    f.LetterSent: _letter,
    f.PaymentReceived: lambda fact: ("Payment", fact.amount, fact.principal, None),
    f.DirectPaymentReported: lambda fact: ("DirectPayment", fact.amount, fact.principal, fact.text),
    f.CreditReported: lambda fact: ("CreditNote", -fact.amount, -fact.principal, fact.text),
    f.CollectionPaused: lambda fact: (_PAUSES[fact.state], None, None, _until(fact)),
    f.LegalStepTaken: lambda fact: (_STEPS[fact.step], fact.expense, None, None),
    f.FeeCharged: lambda fact: ("FeeCharged", fact.fee, None, fact.what.replace("_", " ")),
    f.DebtorAsked: lambda fact: ("DebtorAsked", None, None, fact.what.replace("_", " ")),
    f.RequestRefused: lambda fact: ("RequestRefused", None, None, fact.what.replace("_", " ")),
    f.MeasureAsked: lambda fact: (_NEEDED[fact.what], None, None, fact.email and f"written to {fact.email}"),
    f.CaseCombined: lambda fact: ("Combined", None, None, f"with case {fact.into}"),
    f.ConsentGiven: lambda fact: ("ElectronicConsentGiven", None, None, f"until {fact.until}"),
    f.FileAttached: lambda fact: ("DocumentReceived", None, None, fact.filename),
    f.CaseClosed: lambda fact: ("Closed", None, None, fact.reason),
}
_OTHERS: dict[type[f.Fact], str] = {
    f.CaseWaits: "Waiting",
    f.CaseStarted: "Started",
    f.CollectionResumed: "Resumed",
    f.CommentMade: "Comment",
}

TYPES = sorted(
    {
        *(
            "Registered",
            "Payment",
            "DirectPayment",
            "CreditNote",
            "FeeCharged",
            "DebtorAsked",
            "RequestRefused",
        ),
        *("Combined", "ElectronicConsentGiven", "DocumentReceived", "Closed"),
        *LETTERS.values(),
        *_PAUSES.values(),
        *_NEEDED.values(),
        *_STEPS.values(),
        *_OTHERS.values(),
    }
)
"""Every type of an activity."""


def _until(fact: f.CollectionPaused) -> str | None:
    """How long a pause is to last, and what was said of it."""
    return "; ".join(each for each in (fact.until and f"until {fact.until}", fact.text) if each) or None
