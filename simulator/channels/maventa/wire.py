"""To and from Maventa's shapes: how facts and records are written on this wire.

Amounts are JSON numbers, moments UTC with `Z`. Names that no document states are assumed, see `sources.yaml`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Case, CaseEvent, Invoice, Service

SERVICE_STATUS = {
    "inactive": "DISABLED",
    "pending": "PENDING",
    "active": "ACTIVE",
    "declined": "DISABLED",
    "closed": "DISABLED",
}
COLLECTION_STATUS = {
    "opened": "open",
    "reminded": "reminder_sent",
    "demanded": "payment_demand_sent",
    "awaiting_authorisation": "payment_demand_sent",
    "charges_open": "open",
    "closed": "closed",
}
_LETTERS = {"reminder": "reminder_sent", "demand": "payment_demand_sent"}
_PARTY = {
    "eia": "einvoice_address",
    "bid": "business_id",
    "name": "name",
    "country": "country",
    "operator": "operator",
}
_ACTIONS = {
    "created": ("CREATED", "action_created"),
    "delivered": ("DELIVERED", "action_delivered"),
    "reminder_and_collection": ("INFO", "action_reminder_and_collection"),
    "collection": ("INFO", "action_collection"),
}


def moment(instant: datetime) -> str:
    """A moment as this wire writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def service(found: Service) -> dict[str, Any]:
    """A service."""
    body = {"status": SERVICE_STATUS[found.status]}
    return body if found.email is None else {**body, "agreement_contact_email": found.email}


def invoice(found: Invoice) -> dict[str, Any]:
    """A sent invoice."""
    sent = found.sent
    body = {
        "id": sent.invoice,
        "status": found.status.upper(),
        "number": sent.number,
        "sender": _party(sent.sender),
        "recipient": _party(sent.recipient),
        "created_at": moment(found.at),
        "date": sent.date.isoformat(),
        "date_due": sent.due_date.isoformat(),
        "source_format": sent.format,
        "sum": sent.total_without_tax.number,
        "sum_tax": sent.total.number,
        "currency": sent.total.currency,
        "origin": "EXTERNAL",
        "files": [file(sent)] if sent.document else [],
        "actions": actions(found),
    }
    if sent.reference is not None:
        body["reference"] = sent.reference
    if sent.comment is not None:
        body["comment"] = sent.comment
    return body


def _party(words: dict[str, Any]) -> dict[str, Any]:
    return {name: words[word] for name, word in _PARTY.items() if word in words}


def file(sent: f.InvoiceSent) -> dict[str, Any]:
    """The invoice's document as one of its files."""
    return {
        "id": f"{sent.invoice}-document",
        "filename": sent.filename,
        "type": sent.format,
        "mimetype": "application/xml",
    }


def actions(found: Invoice) -> list[dict[str, Any]]:
    """What was done with an invoice."""
    written = []
    for at, what in found.actions:
        kind, key = _ACTIONS[what]
        action = {"type": kind, "key": key, "happened_at": moment(at)}
        written.append({**action, "channel": "EINVOICE"} if what == "delivered" else action)
    return written


def status(case: Case) -> str:
    """An assignment's status: partially closed is when only charges are open."""
    if case.closed_at is not None:
        return "closed"
    return "open" if case.open_principal.minor else "partially_closed"


def collection_status(case: Case) -> str:
    """How far collection has come; with only charges open it is where the last letter left it."""
    if case.state == "charges_open":
        sent = [letter for letter in ("demand", "reminder") if case.letters.get(letter)]
        return _LETTERS[sent[0]] if sent else "open"
    return COLLECTION_STATUS[case.state]


def assignment(case: Case) -> dict[str, Any]:
    """An assignment without its events."""
    opened = case.opened
    return {
        "id": case.id,
        "invoice_id": opened.invoice,
        "reference_ids": [opened.invoice],
        "invoice_number": opened.number,
        "service": opened.provider,
        "status": status(case),
        "collection_status": collection_status(case),
        "collection_type": opened.collection_type,
        "receivables_type": opened.receivables_type,
        "debtor_name": opened.debtor_name,
        "currency": opened.principal.currency,
        "capital_amount": opened.principal.number,
        "open_capital_amount": case.open_principal.number,
        "open_charges_amount": case.open_fees.number,
        "open_interest_amount": case.open_interest.number,
        "created_at": moment(case.opened_at),
        "closed_at": moment(case.closed_at) if case.closed_at else None,
        "close_reason": case.reason,
    }


def event(case: Case, found: CaseEvent, day: str) -> dict[str, Any]:
    """One event of an assignment; `day` is the local date on which it was written."""
    kind, actor, amount, principal, text = _written(found.fact)
    stated = getattr(found.fact, "date", None)
    return {
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


def event_type(found: CaseEvent) -> str:
    """The type under which an event is shown."""
    return _written(found.fact)[0]


def _written(fact: f.Fact) -> tuple[str, str, Money | None, Money | None, str | None]:
    """A fact as an event: type, actor, amount, what of it is principal, text."""
    match fact:
        case f.CaseOpened():
            return "created", "agency", None, None, None
        case f.LetterSent():
            return _LETTERS[fact.letter], "agency", fact.fee, None, None
        case f.PaymentReceived():
            returned = f"{fact.returned} was returned to the debtor" if fact.returned.minor else None
            return "paid", "agency", fact.amount, fact.principal, returned
        case f.DirectPaymentReported():
            return "paid", "company", fact.amount, fact.principal, fact.text
        case f.CreditReported():
            return "credit_note", "company", fact.amount, fact.principal, fact.text
        case f.CommentMade():
            return "comment", fact.by, None, None, fact.text
        case f.CaseClosed():
            return "close", "agency", None, None, fact.reason
        case _:
            raise LookupError(f"a {fact.kind} is no event of an assignment")
