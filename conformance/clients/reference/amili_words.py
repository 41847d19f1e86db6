"""What Visma Amili's interface for an ERP (`amili`) says, in the words of the books, and the other way round."""

from typing import Any

from conformance.clients.reference.books import Invoice
from conformance.clients.reference.cases import NOT_TAKEN
from conformance.clients.reference.money import to_number
from conformance.clients.reference.provider import Claim

Json = dict[str, Any]

CREDIT_NOTE = "Credit note "
"""How the text begins by which a reported credit note is known among an invoice's events; its number follows."""

_SERVICE = {
    "NOT_ACTIVATED": "INACTIVE",
    "WAITING_FOR_ACTIVATION": "PENDING",
    **{word: word for word in ("ACTIVE", "DECLINED", "CLOSED")},
}
_ADDRESS = {"street": "street", "postal_code": "postalCode", "city": "city", "country": "country"}
_EVENTS = {
    "CREATED": "created",
    "REMINDER": "reminder_sent",
    "COLLECTION_LETTER": "payment_demand_sent",
    "PAYMENT": "paid",
    "DIRECT_PAYMENT": "paid",
    "CORRECTION": "credit_note",
    "COMMENT": "comment",
    "CLOSED": "close",
}


def service(found: Json) -> Json:
    """How the activation stands."""
    status = _SERVICE.get(str(found.get("status")), "")
    return given(status=status, activation_url=found.get("activationUrl"))


def further(invoice: Invoice) -> Json:
    """What Amili is told of an invoice besides the claim itself."""
    person = invoice.debtor.get("contact_person")
    return {
        "auxiliary_name": invoice.words.get("auxiliary_name"),
        "temporary": invoice.debtor.get("temporary"),
        "contact_person": person and given(**{name: person.get(name) for name in ("name", "email", "phone")}),
    }


def reminded_on(invoice: Invoice) -> str | None:
    """The day of the company's own payment notice, where a reminder had gone out as well."""
    days = {one.get("kind"): one["date"] for one in invoice.words.get("reminders_sent") or ()}
    return days.get("notice") if "reminder" in days else None


def item(claim: Claim, told: Json) -> Json:
    """An invoice of a batch; `told` is what goes along with it."""
    invoice, is_collected = claim.invoice, claim.collection_type == "collection"
    return given(
        type="NOTICE" if is_collected else "PAYMENT_REMINDER",
        invoiceNumber=invoice.number,
        uniqueSourceInvoiceId=invoice.uuid,
        originalInvoiceAmount=to_number(invoice.total),
        remainingAmount=to_number(claim.principal),
        currency=invoice.currency,
        invoiceDate=invoice.words["date"],
        dueDate=invoice.due_date.isoformat(),
        collectionNoticeDate=reminded_on(invoice) if is_collected else None,
        reference=invoice.reference,
        auxiliaryName=told.get("auxiliary_name"),
        customer=_customer(invoice.debtor, claim.kind, told),
    )


def _customer(debtor: Json, kind: str, told: Json) -> Json:
    address = debtor.get("address") or {}
    return given(
        type="PERSON" if kind == "consumer" else "COMPANY",
        name=debtor["name"],
        organizationNumber=debtor.get("business_id") if kind == "company" else None,
        customerNumber=debtor.get("customer_number"),
        email=debtor.get("email"),
        phone=debtor.get("phone"),
        address=given(**{theirs: address.get(ours) for ours, theirs in _ADDRESS.items()}) or None,
        temporary=told.get("temporary"),
        contactPerson=told.get("contact_person"),
    )


def payment(invoice_id: str, body: Json) -> Json:
    """A payment to the company, as which a credit note is reported too."""
    note = body.get("credit_note_number")
    return given(
        invoiceId=invoice_id,
        type="DIRECT_PAYMENT",
        amount=body["amount"],
        currency="EUR",
        date=body["date"],
        description=f"{CREDIT_NOTE}{note}" if note else body.get("text"),
    )


def case(found: Json, events: list[Json]) -> Json:
    """A case with its events."""
    return {
        "invoice_id": found["invoices"][0]["uniqueSourceInvoiceId"],
        "status": "closed" if found["status"] == "CLOSED" else "open",
        "collection_status": found["type"],
        "close_reason": found["closedReason"],
        "action_needed": found["type"] == "COLLECTION_LIST",
        "events": events,
    }


def update(found: Json) -> Json:
    """That a case was updated, as an event of its own: its id says when, and how the case stood then."""
    balance = found["balance"]
    stands = (found["type"], found["status"], *(balance[part] for part in ("capital", "fees", "interest")))
    return {
        "id": f"{found['caseId']}@{found['updatedAt']}/{'/'.join(map(str, stands))}",
        "assignment_id": found["caseId"],
        "invoice_id": found["invoices"][0]["uniqueSourceInvoiceId"],
        "type": "update",
        "created_at": found["updatedAt"],
    }


def not_taken(case_id: str, batch: Json) -> Json:
    """That the agency did not take what a batch of one payment reported, as an event."""
    return {
        "id": f"batch:{batch['batchId']}",
        "assignment_id": case_id,
        "type": NOT_TAKEN,
        "actor": "agency",
        "text": "; ".join(batch["failed"][0]["errors"]),
        "created_at": batch["finishedAt"],
    }


def event(case_id: str, found: Json) -> Json:
    """An event of an invoice."""
    text = found.get("description")
    is_note = str(text or "").startswith(CREDIT_NOTE)
    return {
        "id": found["id"],
        "assignment_id": case_id,
        "type": "credit_note" if is_note else _EVENTS.get(found["type"], str(found["type"]).lower()),
        "actor": "company" if found["actor"] == "ORGANIZATION" else "agency",
        "amount": found.get("amount"),
        "capital_amount": found.get("capital"),
        "date": found["date"],
        "credit_note_number": str(text).removeprefix(CREDIT_NOTE) if is_note else None,
        "text": None if is_note else text,
    }


def given(**words: Any) -> Json:
    """The words that have a value."""
    return {name: value for name, value in words.items() if value is not None and value != ""}
