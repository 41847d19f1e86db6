"""Batches: invoices, payments and corrections taken in at once, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.channels.amili import wire
from simulator.channels.amili.access import (
    AMILI,
    carry_out,
    client_id,
    not_found,
    organization_id,
    own_state,
    success,
)
from simulator.domain import facts as f
from simulator.domain.batches import Batch
from simulator.domain.batching import SubmitBatch
from simulator.domain.state import State
from simulator.port import Answer, Call

_TYPES = {"invoices": "INVOICE", "payments": "PAYMENT", "corrections": "CORRECTION"}
_MATERIALS = {"PAYMENT_REMINDER": "reminder_and_collection", "NOTICE": "collection"}


def send_invoices(call: Call) -> Answer:
    """Take invoices in that are to be reminded of, or collected."""
    return _taken(call, "invoices", [_invoice(each) for each in call.body["invoices"]])


def send_payments(call: Call) -> Answer:
    """Take payments in that debtors made to the company."""
    return _taken(call, "payments", [_reported(each) for each in call.body["payments"]])


def send_corrections(call: Call) -> Answer:
    """Take corrections in: what is not owed any more of an invoice."""
    return _taken(call, "corrections", [_reported(each) for each in call.body["corrections"]])


def _taken(call: Call, kind: str, items: list[dict[str, Any]]) -> Answer:
    own_state(call)
    made = carry_out(call, SubmitBatch(provider=AMILI, type=kind, items=tuple(items)))
    batch = next(fact.batch for fact in made if isinstance(fact, f.BatchTaken))
    path = f"{call.base_url}/collection/v1/orgs/{call.path['organizationId']}/batches/{batch}"
    return success({"batchId": batch, "batchUrl": path}, 202)


def _invoice(sent: Mapping[str, Any]) -> dict[str, Any]:
    """An invoice in the engine's words."""
    customer = sent["customer"]
    return {
        "own_id": sent["uniqueSourceInvoiceId"],
        "number": sent["invoiceNumber"],
        "date": sent["invoiceDate"],
        "due_date": sent["dueDate"],
        "total": sent["originalInvoiceAmount"],
        "amount": sent.get("remainingAmount", sent["originalInvoiceAmount"]),
        "currency": sent["currency"],
        "collection_type": _MATERIALS[sent["type"]],
        "receivables_type": "b2b" if customer["type"] == "COMPANY" else "b2c",
        "noticed": sent.get("collectionNoticeDate"),
        "reference": sent.get("reference"),
        "summary": sent.get("description"),
        "auxiliary_name": sent.get("auxiliaryName"),
        "payers": [_payer(customer)],
    }


def _payer(customer: Mapping[str, Any]) -> dict[str, Any]:
    address = customer.get("address")
    words = {
        "type": "company" if customer["type"] == "COMPANY" else "person",
        "name": customer["name"],
        "business_id": customer.get("organizationNumber"),
        "customer_number": customer.get("customerNumber"),
        "email": customer.get("email"),
        "phone": customer.get("phone"),
        "temporary": customer.get("temporary") or None,
        "contact_person": customer.get("contactPerson"),
        "address": wire.address_read(address) if address else None,
    }
    return {name: value for name, value in words.items() if value is not None}


def _reported(sent: Mapping[str, Any]) -> dict[str, Any]:
    """A payment or a correction in the engine's words."""
    words = {
        "invoice": "invoiceId",
        "amount": "amount",
        "currency": "currency",
        "date": "date",
        "text": "description",
    }
    return {name: sent.get(place) for name, place in words.items()}


def read(call: Call) -> Answer:
    """Answer a batch with what came of its items, once it has been worked off."""
    state = own_state(call)
    batch = state.sent_batches.get(call.path["batchId"])
    if batch is None or batch.taken.provider != AMILI:
        raise not_found(f"batchId: this organization has no batch {call.path['batchId']}")
    succeeded, failed = _outcome(state, batch)
    data = {
        "batchId": batch.taken.batch,
        "type": _TYPES[batch.taken.type],
        "status": status(batch),
        "createdAt": wire.moment(batch.at),
        "finishedAt": wire.moment(batch.finished_at) if batch.finished_at else None,
        "organizationId": organization_id(state),
        "createdBy": client_id(state),
        "succeeded": succeeded,
        "failed": failed,
    }
    return success(data)


def status(batch: Batch) -> str:
    """A batch's status on this wire."""
    if batch.finished_at is None:
        return "QUEUED"
    bad = sum(isinstance(each, f.BatchItemFailed) for each in batch.results)
    if not bad:
        return "SUCCESS"
    return "FAILED" if bad == len(batch.results) else "PARTIAL"


def _outcome(state: State, batch: Batch) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What became of the items, once all were worked off."""
    succeeded: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    if batch.finished_at is None:
        return succeeded, failed
    for nth, (item, result) in enumerate(zip(batch.taken.items, batch.results, strict=True)):
        if isinstance(result, f.BatchItemDone):
            opened = state.cases[result.case].opened
            about = {"index": nth, "invoiceId": result.invoice, "invoiceNumber": opened.number}
            succeeded.append({**about, "uniqueSourceInvoiceId": opened.own_id, "caseNumber": result.case})
        else:
            about = {"index": nth, "invoiceId": item.get("invoice"), "invoiceNumber": item.get("number")}
            failed.append({**about, "uniqueSourceInvoiceId": item.get("own_id"), "errors": [result.reason]})
    return succeeded, failed


OPERATIONS = {
    "postCollectionV1OrgsOrganizationIdInvoices": send_invoices,
    "postCollectionV1OrgsOrganizationIdPayments": send_payments,
    "postCollectionV1OrgsOrganizationIdCorrections": send_corrections,
    "getCollectionV1OrgsOrganizationIdBatchesBatchId": read,
}
