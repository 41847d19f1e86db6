"""Invoices on their way to the debtor, through Maventa."""

import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from conformance.clients.reference import cases, finvoice, peppol, routing
from conformance.clients.reference.books import Invoice
from conformance.clients.reference.camt import national_reference
from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.drafts import Unwritable
from conformance.clients.reference.money import to_cents
from conformance.clients.reference.web import Refused

Json = dict[str, Any]

WRITERS = {"FINVOICE30": finvoice.write, "FINVOICE20": finvoice.write_2, "PEPPOLBIS30": peppol.write}
"""What writes a document, by the name that Maventa has for its format."""

USUAL_FORMAT = "FINVOICE30"

LANGUAGES = {"fi": "FI", "sv": "SE", "en": "EN", "no": "NO", "nb": "NO", "da": "DK", "nl": "NL"}
"""A language's code in the driver's words, and Maventa's `lang`, which is named after countries."""

LIST_LIMIT = 100
"""How many ids Maventa's list of invoices takes."""


def send_invoice(desk: Desk, words: Json) -> Json:
    """The user finished an invoice: keep it, write the document, send it."""
    invoice = desk.policy.taken(words["invoice"])
    number = str(invoice["number"])
    if desk.books.invoice(number) is not None:
        return outcome("refused", f"There is an invoice {number} already: use another number.")
    try:
        document_of(invoice, desk.company)
    except Unwritable as problem:
        return outcome(desk.policy.outcome_of_obstacle(), str(problem))
    obstacle = desk.policy.obstacle_seen(routing.obstacle(desk, invoice))
    if obstacle:
        return outcome(desk.policy.outcome_of_obstacle(), obstacle)
    desk.books.add_invoice({"number": number, **row(invoice, desk.company)})
    if not desk.provider.carries_invoices:
        desk.books.set_invoice(number, sending="sent", delivery="DELIVERED")
        return outcome("done", f"Invoice {number} is kept, and sent by other means.")
    return sent(desk, number)


def carry_on(desk: Desk) -> None:
    """Send what could not be sent before."""
    for invoice in desk.books.invoices("sending IN ('draft', 'posting')"):
        desk.attempt_unasked(_post, desk, invoice)


def follow(desk: Desk) -> None:
    """See whether sent invoices have arrived."""
    waiting = desk.books.invoices(
        "sending = 'sent' AND coalesce(delivery, '') NOT IN ('DELIVERED', 'FAILED')"
    )
    for start in range(0, len(waiting), LIST_LIMIT):
        desk.attempt_unasked(_read_many, desk, [one.uuid for one in waiting[start : start + LIST_LIMIT]])


def look(desk: Desk, invoice: Invoice) -> None:
    """See what became of one sent invoice."""
    found = desk.provider.invoice(invoice.uuid)
    if found is not None:
        _learn(desk, found)


def document_of(invoice: Json, company: Json) -> tuple[str, bytes]:
    """The format of an invoice, and it as a document of that format. Raises Unwritable if that cannot be."""
    made_as = str(invoice.get("format") or USUAL_FORMAT)
    if made_as not in WRITERS:
        raise Unwritable(
            f"invoice {invoice['number']} cannot be made as {made_as}, only as {', '.join(WRITERS)}"
        )
    return made_as, WRITERS[made_as](invoice, company)


def row(invoice: Json, company: Json, attempt: int = 0) -> Json:
    """What the books keep of an invoice that is about to be sent, for the first time or again."""
    reference = national_reference(str(invoice.get("reference") or ""))
    name = f"invoice:{company['business_id']}/{invoice['number']}" + (f"/{attempt}" if attempt else "")
    return {
        # Always the same for the same attempt of the same company: repeating cannot send it twice.
        "uuid": str(uuid5(NAMESPACE_URL, name)),
        "attempt": attempt,
        "words": invoice,
        "total": to_cents(invoice["total"]),
        "currency": invoice["currency"],
        "due_date": invoice["due_date"],
        "reference": reference or None,
        "sending": "draft",
    }


def sent(desk: Desk, number: str) -> Json:
    """Send an invoice that the books have, and say how that went."""
    try:
        sent = desk.attempt(_post, desk, desk.books.invoice(number))
    except Refused as refusal:
        return desk.refused(str(refusal), contact=False)
    if not sent:
        return desk.unanswered(f"Maventa does not answer at the moment. Invoice {number} is sent later.")
    return outcome("done", f"Invoice {number} is sent.")


def _post(desk: Desk, invoice: Invoice) -> None:
    """Send an invoice; if that was tried before and its outcome is unknown, look first."""
    if invoice.sending == "posting" and desk.policy.looks_first("invoice") and _is_there(desk, invoice):
        return
    desk.books.set_invoice(invoice.number, sending="posting")
    cases.expect(desk)
    filename = f"invoice-{re.sub(r'[^0-9A-Za-z-]', '_', invoice.number)}.xml"
    made_as, document = document_of(desk.policy.document_of(invoice.words), desk.company)
    form = _form(invoice.words, made_as)
    try:
        ids = desk.policy.ids_of_invoice(invoice.uuid)
        answer = [desk.provider.send(one, filename, document, form) for one in ids][-1]
    except Refused as refusal:
        if refusal.status == 409 and _is_there(desk, invoice):
            return
        with desk.books.transaction():
            desk.books.set_invoice(invoice.number, sending="error", action_needed=1)
            desk.tell_refused(str(refusal), invoice.number, contact=False)
        raise
    desk.books.set_invoice(invoice.number, uuid=str(answer.get("id") or invoice.uuid))
    _learn(desk, {"id": invoice.uuid, **answer})


def _form(words: Json, made_as: str) -> Json:
    """What the form says of an invoice: its format and language, and where it goes.

    It goes nowhere where the company delivers it itself.
    """
    debtor, form = words["debtor"], {"format": made_as}
    language = LANGUAGES.get(str(words.get("language") or "fi").lower())
    if language:
        form["lang"] = language
    if debtor.get("einvoice_operator"):
        form["recipient_operator"] = debtor["einvoice_operator"]
        form["recipient_eia"] = debtor["einvoice_address"]
    return form | ({"prevent_routing": "true"} if words.get("channel") == "none" else {})


def _is_there(desk: Desk, invoice: Invoice) -> bool:
    """Whether Maventa has the invoice after all."""
    found = desk.provider.invoice(invoice.uuid)
    if found is None or str(found.get("number")) != invoice.number:
        return False
    _learn(desk, found)
    return True


def _read_many(desk: Desk, ids: list[str]) -> None:
    for found in desk.provider.invoices(ids):
        _learn(desk, found)


def _learn(desk: Desk, found: Json) -> None:
    """Take in an invoice as Maventa shows it; of a failed one its errors are read and told."""
    mine = next(iter(desk.books.invoices("uuid = ?", str(found.get("id")))), None)
    if mine is None:
        return
    failed = found.get("status") == "FAILED" and mine.delivery != "FAILED"
    errors = desk.provider.errors(mine.uuid) if failed else []
    routing.learn(desk, mine, found)
    with desk.books.transaction():
        state = "error" if desk.policy.is_failed(found.get("status")) else "sent"
        desk.books.set_invoice(mine.number, sending=state, delivery=found.get("status"))
        if failed:
            desk.books.set_invoice(mine.number, action_needed=1)
            for text in errors or ["The invoice could not be delivered."]:
                desk.tell_refused(text, mine.number, contact=False)
