"""An invoice's files: its document as it was sent, and the one that its recipient was given where that is another."""

from __future__ import annotations

import base64
from typing import Any

from simulator.channels.maventa.refusals import not_found, sent_invoice
from simulator.documents import recipient
from simulator.documents.recipient import Payment
from simulator.domain.facts import InvoiceRouted
from simulator.domain.state import Invoice, State
from simulator.port import Answer, Call

_FINNISH, _OTHERS = "fi", ("sv", "en")
_XML = "application/xml"
_RECIPIENTS_FORMAT = "FINVOICE30"


def listed(invoice: Invoice, base_url: str) -> list[dict[str, Any]]:
    """The files that an invoice has; one that came without a document has none."""
    sent = invoice.sent
    if not sent.document:
        return []
    own = _file(invoice, "document", sent.filename, sent.format, base_url)
    if not _is_changed(invoice):
        return [own]
    return [own, _file(invoice, "sent", f"sent-{_stem(sent.filename)}.xml", _RECIPIENTS_FORMAT, base_url)]


def _file(invoice: Invoice, what: str, filename: str, made_as: str, base_url: str) -> dict[str, Any]:
    identifier = f"{invoice.sent.invoice}-{what}"
    return {
        "id": identifier,
        "filename": filename,
        "type": made_as,
        "mimetype": _XML,
        "href": f"{base_url}/v1/invoices/{invoice.sent.invoice}/files/{identifier}",
    }


def _stem(filename: str) -> str:
    return filename.rpartition(".")[0] or filename


def _is_changed(invoice: Invoice) -> bool:
    """Whether the recipient is told other payment details than the document has."""
    return invoice.routed is not None and not invoice.routed.kept


def read(call: Call) -> Answer:
    """Answer one of an invoice's files."""
    invoice = sent_invoice(call)
    wanted = call.path["file_id"]
    if wanted not in [found["id"] for found in listed(invoice, call.base_url)]:
        raise not_found(f"file_id: invoice {invoice.sent.invoice} has no file {wanted}")
    content = base64.b64decode(invoice.sent.document)
    if wanted.endswith("-sent") and invoice.routed is not None:
        content = recipient.write(content, _payment(call.world.state, invoice, invoice.routed))
    return Answer(200, content, _XML)


def _payment(state: State, invoice: Invoice, routed: InvoiceRouted) -> Payment:
    """What the recipient is told, in its own language."""
    found = state.agencies[routed.provider]
    language = invoice.sent.language if invoice.sent.language in _OTHERS else _FINNISH
    details = state.service(routed.provider).details
    words = {
        "PAYEE": routed.payee,
        "EMAIL": details.get("customer_service_email") or "",
        "PHONE": details.get("customer_service_phone_number") or "",
        "LOGIN": routed.login,
        "PASSWORD": routed.password,
    }
    names = (
        found.setting("transfer_clause"),
        found.setting("online_service_text"),
        found.setting("online_service_login"),
    )
    clause, online_text, login = (_filled(state.settings[name][language], words) for name in names)
    return Payment(
        iban=routed.iban,
        bic=routed.bic,
        payee=routed.payee,
        reference=routed.reference,
        clause=clause,
        online_text=online_text,
        link=str(state.settings[found.setting("online_service_link")]),
        login=login,
    )


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text.strip()


OPERATIONS = {"getV1InvoicesIdFilesFileId": read}
