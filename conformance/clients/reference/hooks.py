"""Webhooks: each is kept, and says only where to look; what happened is read from the API."""

import json
from typing import Any

from conformance.clients.reference import cases, onboarding, sending, transfers
from conformance.clients.reference.books import Invoice
from conformance.clients.reference.desk import Desk

Json = dict[str, Any]


def receive(desk: Desk, request: Json) -> int:
    """Take a webhook in; answers the HTTP status. Twice is once; an unknown one only is kept."""
    if str(request.get("method", "POST")).upper() != "POST":
        return 405
    try:
        news = json.loads(request.get("body") or "")
    except ValueError:
        return 400
    if not isinstance(news, dict) or not isinstance(news.get("id"), str):
        return 400
    desk.books.keep_hook(news["id"], str(news.get("event")), json.dumps(news))
    data = news.get("data")
    desk.attempt_unasked(_look, desk, str(news.get("event")), data if isinstance(data, dict) else {})
    return 200


def _look(desk: Desk, event: str, data: Json) -> None:
    """Read what a webhook is about; only what the books know, so that a forged one leads nowhere."""
    if event.startswith("RECEIVABLES.SERVICE."):
        if data.get("service") == onboarding.ROPO:
            onboarding.read(desk)
        return
    invoice = _invoice(desk, data)
    if invoice is None:
        return
    if event.startswith("DOCUMENTS.INVOICE."):
        sending.look(desk, invoice)
    elif event.startswith("RECEIVABLES.ASSIGNMENT."):
        _look_at_case(desk, invoice)


def _look_at_case(desk: Desk, invoice: Invoice) -> None:
    if invoice.transfer in ("posting", "pending"):
        transfers.look(desk, invoice)
    current = desk.books.invoice(invoice.number)
    if current is not None and current.case_id is not None:
        cases.look(desk, current.case_id)


def _invoice(desk: Desk, data: Json) -> Invoice | None:
    known_by = str(data.get("invoice_id")), str(data.get("assignment_id"))
    found = desk.books.invoices("uuid = ? OR case_id = ?", *known_by)
    return found[0] if found else None
