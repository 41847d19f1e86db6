"""Webhooks: each is kept, and says only where to look; what happened is read from the API."""

import json
from typing import Any

from conformance.clients.reference import cases, onboarding, sending, transfers
from conformance.clients.reference.books import Invoice
from conformance.clients.reference.desk import Desk

Json = dict[str, Any]


def receive(desk: Desk, request: Json) -> int:
    """Take a webhook in; answers the HTTP status. Twice is once; an unknown one only is kept."""
    return desk.policy.hook_status(_taken(desk, request))


def _taken(desk: Desk, request: Json) -> int:
    if str(request.get("method", "POST")).upper() != "POST":
        return 405
    try:
        news = json.loads(request.get("body") or "")
    except ValueError:
        return 400
    news = desk.provider.news(news, request) if isinstance(news, dict) else None
    if news is None:
        return 400
    desk.books.keep_hook(news["id"], str(news.get("event")), json.dumps(news))
    data = news.get("data")
    desk.attempt_unasked(_look, desk, str(news.get("event")), data if isinstance(data, dict) else {})
    return 200


def _look(desk: Desk, event: str, data: Json) -> None:
    """Read what a webhook is about; only what the books know, so that a forged one leads nowhere."""
    if event.startswith("RECEIVABLES.SERVICE."):
        if data.get("service") == desk.provider.agency:
            _look_at_service(desk, event)
        return
    if event.startswith("RECEIVABLES.BATCH."):
        transfers.follow(desk)
        return
    invoice = _invoice(desk, data)
    if invoice is None:
        return
    if event.startswith("DOCUMENTS.INVOICE."):
        sending.look(desk, invoice)
    elif event.startswith("RECEIVABLES.ASSIGNMENT."):
        _look_at_case(desk, invoice, data)


def _look_at_service(desk: Desk, event: str) -> None:
    believed = desk.policy.service_in_webhook(event)
    if believed is not None:
        desk.books.set_service(desk.provider.agency, state=believed)
    else:
        onboarding.read(desk)


def _look_at_case(desk: Desk, invoice: Invoice, data: Json) -> None:
    if invoice.transfer in ("posting", "pending"):
        transfers.look(desk, invoice)
    current = desk.books.invoice(invoice.number)
    if current is None or current.case_id is None:
        return
    believed = desk.policy.status_in_webhook(data)
    if believed is not None:
        desk.books.set_invoice(invoice.number, collection_status=believed)
        return
    if desk.policy.end_in_webhook(data):
        desk.books.set_invoice(invoice.number, case_status="closed")
        return
    cases.look(desk, current.case_id)
    for event in desk.books.events_of(current.case_id, str(data.get("type"))):
        if event.get("id") == data.get("event_id"):
            cases.book(desk, current, event, desk.policy.money_in_webhook(event), hook=True)


def _invoice(desk: Desk, data: Json) -> Invoice | None:
    known_by = str(data.get("invoice_id")), str(data.get("assignment_id"))
    found = desk.books.invoices("uuid = ? OR case_id = ?", *known_by)
    return found[0] if found else None
