"""Invoices that could not be sent: sent again another way, and listed for partners who poll."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from simulator.channels.maventa.access import company_id
from simulator.channels.maventa.paging import moment, page
from simulator.channels.maventa.refusals import carry_out, invalid, sent_invoice
from simulator.documents.invoice import is_bank
from simulator.domain.commands import Refusal, RerouteInvoice
from simulator.domain.details import check_email
from simulator.port import Answer, Call

_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,255}")
_LINES = {
    "recipient_address1": "street",
    "recipient_post_code": "postal_code",
    "recipient_post_office": "city",
    "recipient_country": "country",
}


def by_einvoice(call: Call) -> Answer:
    """Send an invoice again as an e-invoice, to this address."""
    _is_filled(call.body, "recipient_eia", "recipient_operator")
    operator = call.body["recipient_operator"]
    consumer = sent_invoice(call).sent.recipient.get("kind") == "consumer"
    return _again(
        call,
        way="EINVOICE",
        einvoice_address=call.body["recipient_eia"],
        operator=operator,
        by_bank=consumer and is_bank(operator),
    )


def by_email(call: Call) -> Answer:
    """Send an invoice again by e-mail."""
    try:
        email = check_email("recipient_email", call.body["recipient_email"])
    except Refusal as refusal:
        raise invalid(refusal.sentence) from refusal
    return _again(call, way="EMAIL", email=email, by_bank=False)


def on_paper(call: Call) -> Answer:
    """Send an invoice again on paper, to this address."""
    _is_filled(call.body, "recipient_name", *_LINES)
    address = {word: call.body[name] for name, word in _LINES.items()}
    return _again(call, way="PRINT", name=call.body["recipient_name"], address=address, by_bank=False)


def _is_filled(body: dict[str, Any], *names: str) -> None:
    wrong = [name for name in names if not _LINE.fullmatch(body[name].strip())]
    if wrong:
        raise invalid(*(f"{name}: a line of 1 to 255 letters is needed" for name in wrong))


def _again(call: Call, **recipient: Any) -> Answer:
    carry_out(call, RerouteInvoice(invoice=call.path["id"], recipient=recipient))
    return Answer(200)


def failed(call: Call) -> Answer:
    """List the invoices of which an error happened between two times, once for each error."""
    after, before = moment(call.query["happened_after"]), moment(call.query.get("happened_before"))
    company = company_id(call.world.state)
    found = sorted(_errors(call, after, before), key=lambda error: error[0])
    return Answer(
        200, [{"company_id": company, "invoice_id": invoice} for _, invoice in page(found, call.query)]
    )


def _errors(call: Call, after: datetime | None, before: datetime | None) -> Iterator[tuple[datetime, str]]:
    for invoice in call.world.state.invoices.values():
        for at, what in invoice.actions:
            if what == "failed" and (after is None or at > after) and (before is None or at < before):
                yield at, invoice.sent.invoice


OPERATIONS = {
    "putV1InvoicesIdRerouteEinvoice": by_einvoice,
    "putV1InvoicesIdRerouteEmail": by_email,
    "putV1InvoicesIdReroutePrint": on_paper,
    "getV1PartnerInvoiceEventsSentErrors": failed,
    "getV1PartnerInvoiceDeliveryActionsOutboundErrors": failed,
}
