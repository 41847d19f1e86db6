"""To and from Maventa's shapes: how facts and records are written on this wire.

Amounts are JSON numbers, moments UTC with `Z`. Names that no document states are assumed, see `sources.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from simulator.channels.maventa import files
from simulator.domain.state import Case, Invoice, Service, State

SERVICE_STATUS = {
    "inactive": "DISABLED",
    "pending": "PENDING",
    "active": "ACTIVE",
    "declined": "DISABLED",
    "closed": "DISABLED",
}
_SHOWN = (
    "iban",
    "bic",
    "bank",
    "contact_person",
    "contact_email",
    "contact_phone_number",
    "customer_service_email",
    "customer_service_phone_number",
    "authorization_email",
    "accountable_party",
    "billing_address",
)
DETAILS = (*_SHOWN, "postal_address")
"""What a company gives when it orders the service; the answer shows all but the last."""
COLLECTION_STATUS = {
    "legal_collection": "legal_collection",
    "enforcement": "legal_collection",
    "post_collection": "post_collection",
    "closed": "closed",
}
LETTERS = {"demand": "payment_demand_sent", "reminder": "reminder_sent"}  # the furthest first
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
    "routed": ("SENT", None),
    "failed": ("ERROR", "action_send_fail"),
    "rerouted": ("INFO", None),
}
SEND_ERROR = "SEND ERROR REASON: RECEIVABLES-SERVICE: "


@lru_cache(4096)  # what is listed together has mostly come about together
def moment(instant: datetime) -> str:
    """A moment as this wire writes it."""
    return f"{instant.astimezone(UTC).isoformat()[:19]}Z"  # strftime takes longer, and lists have many


def service(found: Service) -> dict[str, Any]:
    """A service."""
    body = {"status": SERVICE_STATUS[found.status]}
    return body if found.email is None else {**body, "agreement_contact_email": found.email}


def amili_service(found: Service, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A service as it was ordered, and the account to which debtors pay."""
    account = {"iban": settings["amili.iban"], "bic": settings["amili.bic"]}
    given = {name: value for name, value in found.details.items() if name in _SHOWN}
    return {"status": SERVICE_STATUS[found.status], **given, "vfsfi": account}


def invoice(found: Invoice, base_url: str) -> dict[str, Any]:
    """A sent invoice; its files are below `base_url`."""
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
        "files": files.listed(found, base_url),
        "actions": actions(found),
    }
    if sent.reference is not None:
        body["reference"] = sent.reference
    if sent.comment is not None:
        body["comment"] = sent.comment
    return body


def _party(words: dict[str, Any]) -> dict[str, Any]:
    return {name: words[word] for name, word in _PARTY.items() if words.get(word) is not None}


def actions(found: Invoice) -> list[dict[str, Any]]:
    """What was done with an invoice."""
    written, failures = [], iter(found.failures)
    for at, what in found.actions:
        kind, key = _ACTIONS[what]
        action = {"type": kind, **({"key": key} if key else {}), "happened_at": moment(at)}
        if what == "failed":
            action["message"] = f"{SEND_ERROR}{next(failures).reason}"
        elif what == "delivered":
            action["channel"] = found.sent.recipient.get("way", "EINVOICE")
        written.append(action)
    return written


def status(case: Case) -> str:
    """An assignment's status: partially closed is when only charges are open."""
    if case.closed_at is not None:
        return "closed"
    return "open" if case.open_principal.minor else "partially_closed"


def collection_status(case: Case) -> str:
    """How far collection has come: where the last letter left it, until something legal begins or it ends."""
    if case.state in COLLECTION_STATUS:
        return COLLECTION_STATUS[case.state]
    for letter, written in LETTERS.items():
        if case.letters.get(letter):
            return written
    return "open"


def assignment(state: State, case: Case) -> dict[str, Any]:
    """An assignment without its events. Its debtor was given the agency's own reference, or kept the invoice's."""
    opened = case.opened
    routed = state.invoices[opened.invoice].routed
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
        "service_level": case.group,
        "debtor_name": opened.debtor_name,
        "currency": opened.principal.currency,
        "due_date": case.due_date.isoformat(),
        "reference": opened.reference,
        "payment_reference": routed.reference if routed else opened.reference,
        "capital_amount": opened.principal.number,
        "open_capital_amount": (case.given_back or case.open_principal).number,
        "open_charges_amount": case.open_fees.number,
        "open_interest_amount": case.open_interest.number,
        "created_at": moment(case.opened_at),
        "closed_at": moment(case.closed_at) if case.closed_at else None,
        "close_reason": case.reason,
    }
