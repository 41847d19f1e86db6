"""What the user enters by hand about an invoice's money, and what the user says to the agency."""

from dataclasses import replace
from typing import Any

from conformance.clients.reference import reports
from conformance.clients.reference.books import Booking, Invoice
from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.money import to_cents
from conformance.clients.reference.web import Refused

Json = dict[str, Any]


def record_payment(desk: Desk, words: Json) -> Json:
    """The user enters a payment; one from the agency is marked so and not reported."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None:
        return outcome("refused", f"There is no invoice {words['number']}.")
    kind = "settlement_principal" if words.get("from_agency") else "direct_payment"
    source = f"user:payment/{desk.books.counted('payments')}"
    line = _line(desk, invoice, words, kind, source)
    with desk.books.transaction():
        known = desk.policy.joins_what_the_user_recorded() and desk.books.confirm(line)
        if not known:
            reports.book(desk, line)
    if known:
        text = f"The payment of {words['amount']} is booked already, from the bank statement."
        return _told(desk, "number = ?", invoice.number, text)
    return _told(desk, "source = ?", source, f"The payment of {words['amount']} is booked.")


def credit_invoice(desk: Desk, words: Json) -> Json:
    """The user credits an invoice. The same credit note again is once."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None:
        return outcome("refused", f"There is no invoice {words['number']}.")
    note = str(words["credit_note_number"])
    source = f"{reports.NOTE}{note}"
    amount = desk.policy.credited(to_cents(words["amount"]), desk.standing(invoice).open)
    if not reports.book(desk, replace(_line(desk, invoice, words, "credit", source), amount=amount), note):
        return outcome("refused", f"Credit note {note} is booked already.")
    return _told(desk, "source = ?", source, f"Credit note {note} is booked.")


def comment(desk: Desk, words: Json) -> Json:
    """The user writes to the agency about an invoice."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None or not desk.policy.reports_to_agency("comment", invoice.with_agency):
        return outcome(
            "refused", f"Invoice {words['number']} is not with {desk.agency}: no case to comment on."
        )
    source = f"user:comment/{desk.books.counted('comments')}"
    if desk.policy.passes_comments_on():
        desk.books.add_report(number=invoice.number, kind="comment", text=str(words["text"]), source=source)
    return _told(desk, "source = ?", source, f"The comment is sent to {desk.agency}.")


def _line(desk: Desk, invoice: Invoice, words: Json, kind: str, source: str) -> Booking:
    return Booking(
        date=str(words.get("date") or desk.today),
        number=invoice.number,
        kind=kind,
        amount=to_cents(words["amount"]),
        currency=invoice.currency,
        source=source,
        reference=invoice.reference,
    )


def _told(desk: Desk, which: str, value: str, message: str) -> Json:
    """Send the reports that a condition (SQL of this program's own) holds for, and say how that went."""
    waiting = f"{which} AND state IN ('waiting', 'posting')"
    for report in desk.books.reports(waiting, value):
        try:
            desk.attempt(reports.send, desk, report)
        except Refused as refusal:
            return desk.refused(str(refusal), f"{message} {desk.agency} refused it: ")
    if desk.books.reports(waiting, value):
        return outcome("pending", f"{message} {desk.agency} is told as soon as it answers.")
    return outcome("done", message)
