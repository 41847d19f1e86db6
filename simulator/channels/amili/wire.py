"""To and from this wire's shapes. Amounts are JSON numbers; moments ISO 8601 in UTC with `Z`.

What no document states is assumed, see `sources.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.domain import facts as f
from simulator.domain.calendar import local_date
from simulator.domain.following import stands
from simulator.domain.money import Money
from simulator.domain.state import Case, CaseEvent, State

MATERIALS = {"reminder_and_collection": "PAYMENT_REMINDER", "collection": "NOTICE"}
_PHASES = {
    "opened": "PAYMENT_REMINDER",
    "reminded": "PAYMENT_REMINDER",
    "listed": "COLLECTION_LIST",
    "assigned": "COLLECTION_NOTICE",
    "demanded": "COLLECTION_NOTICE",
    "legal_collection": "LEGAL_COLLECTION",
    "enforcement": "ENFORCEMENT",
    "post_collection": "POST_COLLECTION",
}
_LEGAL = ("LEGAL_COLLECTION", "ENFORCEMENT", "POST_COLLECTION")
_ADDRESS = {"street": "street", "postal_code": "postalCode", "city": "city", "country": "country"}
_EVENTS: dict[type[f.Fact], tuple[str, str]] = {
    f.CaseOpened: ("CREATED", "ORGANIZATION"),
    f.LetterSent: ("LETTER", "AMILI"),
    f.CaseWaits: ("WAITING", "AMILI"),
    f.LegalStepTaken: ("LEGAL_STEP", "AMILI"),
    f.PaymentReceived: ("PAYMENT", "AMILI"),
    f.DirectPaymentReported: ("DIRECT_PAYMENT", "ORGANIZATION"),
    f.PaymentTakenBack: ("PAYMENT_TAKEN_BACK", "AMILI"),
    f.CreditReported: ("CORRECTION", "ORGANIZATION"),
    f.FeeCharged: ("FEE", "AMILI"),
    f.CollectionPaused: ("PAUSED", "AMILI"),
    f.CollectionResumed: ("RESUMED", "AMILI"),
    f.DebtorAsked: ("REQUEST", "DEBTOR"),
    f.RequestRefused: ("REQUEST_REFUSED", "AMILI"),
    f.CommentMade: ("COMMENT", "AMILI"),
    f.DueDateAsked: ("REQUEST", "ORGANIZATION"),
    f.DueDateMoved: ("DUE_DATE_MOVED", "AMILI"),
    f.EndAsked: ("WITHDRAWN", "ORGANIZATION"),
    f.CaseClosed: ("CLOSED", "AMILI"),
}
_LETTERS = {"reminder": "REMINDER", "demand": "COLLECTION_LETTER"}


def moment(instant: datetime) -> str:
    """A moment as this wire writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def address_read(sent: Mapping[str, Any]) -> dict[str, Any]:
    """An address in the engine's words."""
    return {word: sent[name] for word, name in _ADDRESS.items()}


def payer(state: State, case: Case) -> Mapping[str, Any]:
    """Who owes, as the company told it with the transfer."""
    return state.transfers[case.opened.invoice].request.payers[0]


def status(case: Case) -> str:
    """Whether a case is open, paused or closed."""
    if case.closed_at is not None:
        return "CLOSED"
    return "PAUSED" if case.pause else "OPEN"


def phase(state: State, case: Case) -> str:
    """The latest phase of collection, also of a case that is paused, has only charges left or has ended."""
    here = _PHASES.get(stands(case))
    if here is None:  # its state says that it is over: how far it came does the rest
        steps = [event.fact for event in case.events if isinstance(event.fact, f.LegalStepTaken)]
        if steps:
            return "ENFORCEMENT" if steps[-1].step == "enforcement" else "LEGAL_COLLECTION"
        collected = case.letters.get("demand") or case.opened.collection_type == "collection"
        return "COLLECTION_NOTICE" if collected else "PAYMENT_REMINDER"
    return here


def case(state: State, found: Case, portal: str) -> dict[str, Any]:
    """A case as the list has it. A temporary customer's details are completed once legal collection needs them."""
    opened, owes, stage = found.opened, payer(state, found), phase(state, found)
    return {
        "caseId": found.id,
        "caseNumber": found.id,
        "type": stage,
        "status": status(found),
        "closedReason": found.reason,
        "createdAt": moment(found.opened_at),
        "updatedAt": moment(found.events[-1].at),
        "customer": {
            "name": owes["name"],
            "customerNumber": owes.get("customer_number"),
            "temporary": bool(owes.get("temporary")) and stage not in _LEGAL,
            "contactPerson": owes.get("contact_person"),
        },
        "auxiliaryName": state.transfers[opened.invoice].request.auxiliary_name,
        "invoices": [
            {
                "invoiceId": opened.invoice,
                "invoiceNumber": opened.number,
                "uniqueSourceInvoiceId": opened.own_id,
            }
        ],
        "balance": {
            "capital": found.open_principal.number,
            "fees": found.open_fees.number,
            "interest": found.open_interest.number,
            "currency": opened.principal.currency,
        },
        "portalUrl": f"{portal}/{found.id}",
    }


def event(found: CaseEvent, zone: ZoneInfo) -> dict[str, Any]:
    """An event of an invoice; its day is the one stated, or the local day on which it was written."""
    fact = found.fact
    kind, actor = _EVENTS[type(fact)]
    if isinstance(fact, f.LetterSent):
        kind = _LETTERS[fact.letter]
    actor = {"company": "ORGANIZATION", "debtor": "DEBTOR"}.get(getattr(fact, "by", ""), actor)
    amount = _amount(fact)
    capital: Money | None = getattr(fact, "principal", None)
    day = getattr(fact, "date", None) or local_date(zone, found.at)
    return {
        "id": found.id,
        "time": moment(found.at),
        "date": day.isoformat(),
        "type": kind,
        "actor": actor,
        "amount": amount.number if amount else None,
        "capital": capital.number if capital else None,
        "description": getattr(fact, "text", None) or getattr(fact, "reason", None),
    }


def _amount(fact: f.Fact) -> Money | None:
    """What an event is about, of money: what was paid, charged or paid out for."""
    names = ("amount", "fee", "expense", "principal")
    return next((value for name in names if (value := getattr(fact, name, None)) is not None), None)


def settlement(state: State, found: f.PrincipalSettled | f.InterestSettled) -> dict[str, Any]:
    """A settlement; of one invoice it names that, of a month's interest each invoice stands in its rows."""
    alone = found.rows[0] if len(found.rows) == 1 else None
    kind = state.cases[found.rows[0].case].opened.collection_type
    return {
        "settlementId": found.settlement,
        "settlementDate": found.booked.isoformat(),
        "kind": "CAPITAL" if isinstance(found, f.PrincipalSettled) else "INTEREST",
        "collectionType": "REMINDER" if kind == "reminder_and_collection" else "COLLECTION",
        "amount": found.total.number,
        "currency": found.total.currency,
        "exchangeRate": 1,
        "account": found.account,
        "invoiceId": state.cases[alone.case].opened.invoice if alone else None,
        "invoiceNumber": alone.number if alone else None,
        "caseNumber": alone.case if alone else None,
        "customerReference": alone.reference if alone else None,
        "rows": [
            {
                "invoiceId": state.cases[row.case].opened.invoice,
                "invoiceNumber": row.number,
                "caseNumber": row.case,
                "customerReference": row.reference,
                "amount": row.amount.number,
            }
            for row in found.rows
        ],
    }
