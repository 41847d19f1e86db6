"""To and from Kravia's shapes. Amounts are JSON numbers; moments UTC without a zone, with seven decimals.

What no document states is assumed, see `sources.yaml`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.domain import facts as f
from simulator.domain.calendar import local_date
from simulator.domain.money import Money
from simulator.domain.state import Case, CaseEvent

_STATUS = {
    "unapproved": "AwaitingApproval",
    "opened": "Registered",
    "reminded": "ReminderSent",
    "demanded": "PaymentDemandSent",
    "awaiting_approval": "AwaitingLegalApproval",
    "charges_open": "CapitalPaid",
    "closed": "Closed",
}
_LETTERS = {"reminder": "ReminderSent", "demand": "PaymentDemandSent"}
_ACTIONS = {"unapproved": ["Approve"], "awaiting_approval": ["ApproveLegalCollection"]}


def moment(instant: datetime) -> str:
    """A moment as this wire writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0")


def money(amount: float | str, currency: str) -> Money:
    """An amount that was sent, a number or text; raises ValueError for one that no money of the currency can be."""
    if isinstance(amount, str):
        return Money.parse(amount, currency)
    return Money.from_number(amount, currency)


def flag(given: bool | str | None) -> bool:
    """A yes or no that was sent, as a boolean or as text; no where nothing was."""
    return str(given).lower() == "true"


def updated(case: Case) -> datetime:
    """When something last happened to a case."""
    return case.events[-1].at


def row(case: Case) -> dict[str, Any]:
    """A case as a search answers it."""
    return {
        "invoiceId": int(case.id),
        "accountingInvoiceId": case.opened.own_id,
        "invoiceNo": case.opened.number,
        "status": _STATUS[case.state],
        "lastUpdatedTime": moment(updated(case)),
    }


def details(case: Case, zone: ZoneInfo, creditor: int) -> dict[str, Any]:
    """A case with its timeline."""
    opened = case.opened
    return {
        **row(case),
        "creditorId": creditor,
        "dueDate": opened.due_date.isoformat(),
        "currencyCode": opened.principal.currency,
        "debtorName": opened.debtor_name,
        "closedReason": case.reason,
        "registeredTime": moment(case.opened_at),
        "originalAmount": opened.principal.number,
        "outstanding": {
            "capital": case.open_principal.number,
            "fees": case.open_fees.number,
            "interest": case.open_interest.number,
        },
        "timeline": [_activity(event, zone) for event in case.events],
        "availableActions": _ACTIONS.get(case.state, []),
    }


def _activity(event: CaseEvent, zone: ZoneInfo) -> dict[str, Any]:
    """An event of a case; its day is the one stated, or the local day on which it was written."""
    kind, actor, amount, capital, text = _written(event.fact)
    day = getattr(event.fact, "date", None) or local_date(zone, event.at)
    return {
        "id": event.id,
        "time": moment(event.at),
        "date": day.isoformat(),
        "type": kind,
        "actor": actor,
        "amount": amount.number if amount else None,
        "capital": capital.number if capital else None,
        "description": text,
    }


def _written(fact: f.Fact) -> tuple[str, str, Money | None, Money | None, str | None]:
    """A fact as an activity: type, actor, amount, what of it is capital, text."""
    match fact:
        case f.CaseOpened():
            return "Registered", "Creditor", fact.principal, fact.principal, None
        case f.LetterSent():
            return _LETTERS[fact.letter], "Kravia", fact.fee, None, None
        case f.PaymentReceived():
            return "Payment", "Kravia", fact.amount, fact.principal, None
        case f.DirectPaymentReported():
            return "DirectPayment", "Creditor", fact.amount, fact.principal, fact.text
        case f.CaseClosed():
            return "Closed", "Kravia", None, None, fact.reason
        case _:
            raise LookupError(f"a {fact.kind} is no activity of a case")
