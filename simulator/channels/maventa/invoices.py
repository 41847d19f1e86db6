"""Invoices: sent, listed, read."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from simulator.channels.maventa import uploads, wire
from simulator.channels.maventa.paging import page, within
from simulator.channels.maventa.refusals import not_found, sent_invoice
from simulator.documents.invoice import Invoice as Document
from simulator.documents.invoice import Party, is_bank
from simulator.domain.commands import Refusal, SendInvoice
from simulator.domain.facts import InvoiceSent
from simulator.domain.money import Money
from simulator.domain.state import Invoice
from simulator.journal import Part
from simulator.port import Answer, Call, Problem

_DEFAULT_FILENAME = "invoice.xml"
# The form's codes are countries'.
_LANGUAGES = {"FI": "fi", "SE": "sv", "NO": "no", "DK": "da", "NL": "nl", "EN": "en"}


def send(call: Call) -> Answer:
    """Take an invoice in, as the document and the form say."""
    part = call.parts["file"]
    upload = uploads.read(part.content, call.body.get("format"))
    try:
        sent = call.world.handle(_command(call.body, part, upload))
    except Refusal as refusal:
        raise Problem(
            409, "invoice_already_exists", "Invoice already exists", [refusal.sentence]
        ) from refusal
    (invoice,) = (fact.invoice for fact in sent if isinstance(fact, InvoiceSent))
    return Answer(201, wire.invoice(call.world.state.invoices[invoice], call.base_url))


def _command(form: dict[str, Any], part: Part, upload: uploads.Upload) -> SendInvoice:
    document = upload.invoice
    return SendInvoice(
        invoice=form.get("uuid") or None,
        number=document.number,
        date=document.date,
        due_date=upload.due_date,
        total=document.total,
        total_without_tax=document.total_without_vat or document.total,
        reference=document.reference,
        sender=_party(document.seller),
        recipient=_recipient(document.buyer, form),
        format=upload.format,
        filename=upload.name or part.filename or _DEFAULT_FILENAME,
        document=base64.b64encode(upload.document).decode(),
        routed=not form.get("prevent_routing", False),
        comment=form.get("sender_comment") or None,
        language=_language(document, form),
        rows_total=_rows_total(document),
        iban=document.iban if document.has_sound_iban else None,
        bic=document.bic if document.has_sound_iban else None,
    )


def _rows_total(document: Document) -> Money | None:
    """What the rows come to with tax; None where they do not say, or come to no amount of the currency."""
    try:
        return None if document.rows_sum is None else Money.parse(document.rows_sum, document.currency)
    except ValueError:
        return None


def _language(document: Document, form: dict[str, Any]) -> str | None:
    """The language that the document asks for, else that of the form; two small letters."""
    return (document.language or "").lower() or _LANGUAGES.get(form.get("lang", ""))


def _recipient(party: Party, form: dict[str, Any]) -> dict[str, Any]:
    """The recipient in the engine's words, where the form says more than the document by the form.

    One of which nothing says that it is a company is taken for a consumer.
    """
    consumer = party.is_consumer is not False
    operator = form.get("recipient_operator") or party.operator
    is_refused = "einvoice" in form.get("disabled_routes", ())
    found: dict[str, Any] = {**_party(party), "kind": "consumer" if consumer else "company"}
    if form.get("recipient_eia"):
        found["einvoice_address"] = form["recipient_eia"]
    if operator:
        found |= {"operator": operator, "by_bank": consumer and is_bank(operator) and not is_refused}
    if party.address:
        found["address"] = asdict(party.address)
    return found


def _party(party: Party) -> dict[str, str]:
    country = party.address.country if party.address else None
    fields = {
        "name": party.name,
        "business_id": party.business_id,
        "einvoice_address": party.eia,
        "country": country,
    }
    return {name: value for name, value in fields.items() if value}


def listed(call: Call) -> Answer:
    """List invoices; a sandbox's company receives none, so only the sent ones are ever there."""
    query = call.query
    sent = list(call.world.state.invoices.values()) if query["direction"] == "SENT" else []
    found: Iterable[Invoice] = [invoice for invoice in sent if _wanted(invoice, query)]
    found = within(found, lambda invoice: invoice.at, query, "created_at")
    found = within(found, lambda invoice: None, query, "received_at")
    if query.get("sort", [""])[-1] == "-received_at":
        found = reversed(list(found))
    return Answer(200, [wire.invoice(invoice, call.base_url) for invoice in page(found, query)])


def _wanted(invoice: Invoice, query: dict[str, Any]) -> bool:
    sent = invoice.sent
    tests: list[tuple[str, Callable[[Any], bool]]] = [
        ("status", lambda wanted: invoice.status.upper() in wanted),
        ("ids", lambda wanted: sent.invoice in wanted),
        ("number", lambda wanted: sent.number == wanted),
        ("reference", lambda wanted: sent.reference == wanted),
    ]
    return all(test(query[name]) for name, test in tests if name in query)


def read(call: Call) -> Answer:
    """Answer an invoice's details, or its document as it was sent."""
    invoice = sent_invoice(call)
    wanted = call.query.get("return_format", "EXTENDED_DETAILS")
    if wanted == "EXTENDED_DETAILS":
        return Answer(200, wire.invoice(invoice, call.base_url))
    has = invoice.sent.format if invoice.sent.document else "no document"
    if wanted != has:
        raise not_found(f"return_format: {wanted} cannot be answered; this invoice has {has}")
    return Answer(200, base64.b64decode(invoice.sent.document), "application/xml")


def actions(call: Call) -> Answer:
    """List what was done with an invoice."""
    written = wire.actions(sent_invoice(call))
    wanted = call.query.get("type")
    return Answer(200, [action for action in written if not wanted or action["type"] in wanted])


OPERATIONS = {
    "postV1Invoices": send,
    "getV1Invoices": listed,
    "getV1InvoicesId": read,
    "getV1InvoicesIdActions": actions,
}
