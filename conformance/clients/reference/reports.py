"""Telling the agency what it has to know of its cases: direct payments, credit notes, comments. Each once."""

from collections.abc import Sequence
from typing import Any

from conformance.clients.reference.books import Booking, Invoice, Report
from conformance.clients.reference.desk import Desk
from conformance.clients.reference.money import to_cents, to_number
from conformance.clients.reference.web import Interrupted, Refused

Json = dict[str, Any]

EVENT_TYPES = {
    "credit": ("credit_note", "date"),
    "comment": ("comment", "date"),
    "due_date": ("due_date_change", "due_date"),
    "hold": ("hold_added", "until"),
    "hold_change": ("hold_changed", "until"),
    "release": ("hold_lifted", "date"),
    "cancel": ("cancellation", "date"),
    "bad_debt": ("bad_debt", "date"),
}
"""The event that something is reported as, and what its day is called there; any payment is `paid`."""

NOTE, REVERSAL = "credit_note:", "reversal:"
"""How the sources begin of what is booked for a credit note, and of what takes another line back."""


def book(desk: Desk, line: Booking, credit_note_number: str | None = None) -> bool:
    """Book a line and note, with it, what the agency has to be told; False when it was booked before.

    What the user recorded, and the bank had shown without an invoice, has its line already: that gets the invoice.
    """
    with desk.books.transaction():
        joins = line.source.startswith("user:") and desk.policy.joins_what_the_user_recorded()
        booked = (joins and desk.books.claim(line)) or desk.books.book(line)
        invoice = desk.books.invoice(line.number) if line.number else None
        with_agency = invoice is not None and desk.policy.is_with_agency(invoice)
        if booked and invoice and desk.policy.reports_to_agency(line.kind, with_agency):
            _owe(desk, invoice, line, credit_note_number)
    return booked


def catch_up(desk: Desk, invoice: Invoice) -> None:
    """Note what the agency has to be told of an invoice whose case it opened by itself, and that was booked before.

    The news of the case may have been lost, or be slower than the money; what was taken back again is nobody's matter.
    """
    lines = desk.books.ledger(invoice.number)
    undone = {line.source for line in lines if line.kind == "reversal"}
    for line in lines:
        if f"{REVERSAL}{line.source}" not in undone and desk.policy.reports_to_agency(line.kind, True):
            _owe(desk, invoice, line, line.source.removeprefix(NOTE) if line.kind == "credit" else None)


def _owe(desk: Desk, invoice: Invoice, line: Booking, credit_note_number: str | None) -> None:
    desk.books.add_report(
        number=invoice.number,
        kind=line.kind,
        amount=desk.policy.reported(line.kind, line.amount, invoice.total),
        date=desk.policy.reported_day(line.date, desk.today),
        credit_note_number=desk.policy.credit_note_named(credit_note_number, invoice.number),
        source=line.source,
    )


def carry_on(desk: Desk) -> None:
    """Send every report that is waiting."""
    if not desk.policy.reports_by_itself():
        return
    for report in desk.books.reports("state IN ('waiting', 'posting')"):
        try:
            sent = desk.attempt(send, desk, report)
        except Refused:
            continue  # it stands in the books, and the user was told
        if not sent and not desk.policy.reports_again():
            desk.books.set_report(report.id, "dropped")


def send(desk: Desk, report: Report) -> None:
    """Send a report; if that was tried before and its outcome is unknown, look first.

    One whose case has ended meanwhile is dropped: after an end nothing more is sent.
    """
    invoice = desk.books.invoice(report.number)
    if report.kind == "seen":
        _mark_seen(desk, report, invoice)
        return
    if invoice is None or not desk.policy.reports_to_agency(report.kind, invoice.with_agency):
        _drop(desk, report, invoice)
        return
    if invoice.case_id is None:
        return
    unknown = report.state == "posting" and desk.policy.looks_first("report")
    if unknown and _is_there(desk, report, invoice.case_id):
        desk.books.set_report(report.id, "done")
        return
    _add_event(desk, report, invoice.case_id)
    with desk.books.transaction():
        desk.books.set_report(report.id, "done" if desk.policy.is_sent_for_good(report.kind) else "waiting")
        paid = desk.policy.booked_with_wish(report.kind, desk.standing(invoice).open)
        if paid > 0:
            day, source = desk.today.isoformat(), f"wish:{report.id}"
            line = Booking(day, invoice.number, "settlement_principal", paid, invoice.currency, source)
            desk.books.book(line)


def _add_event(desk: Desk, report: Report, case_id: str) -> None:
    """Call the agency, with the books saying so.

    What was not done at all is as it was before: its user may still take it back.
    """
    desk.books.set_report(report.id, "posting")
    try:
        desk.provider.add_event(_case(desk, report.kind, case_id), event_body(report))
    except Refused as refusal:
        with desk.books.transaction():
            desk.books.set_report(report.id, "dropped")
            desk.tell_refused(str(refusal), report.number)
        raise
    except Interrupted as interruption:
        if interruption.undone:
            desk.books.set_report(report.id, report.state)
        raise


def _case(desk: Desk, kind: str, own: str) -> str:
    return desk.policy.case_to_tell(kind, own, desk.books.cases())


def event_body(report: Report) -> Json:
    """A report as the Receivables API takes it."""
    kind, day = EVENT_TYPES.get(report.kind, ("paid", "date"))
    body = {
        "type": kind,
        "amount": None if report.amount is None else to_number(report.amount),
        day: report.date,
        "credit_note_number": report.credit_note_number,
        "text": report.text,
    }
    return {key: value for key, value in body.items() if value is not None}


def _mark_seen(desk: Desk, report: Report, invoice: Invoice | None) -> None:
    """Say that the user has got to read an event; to say it again changes nothing."""
    if invoice is not None and invoice.case_id is not None:
        desk.provider.mark_seen(invoice.case_id, str(report.text))
    desk.books.set_report(report.id, "done")


def _drop(desk: Desk, report: Report, invoice: Invoice | None) -> None:
    with desk.books.transaction():
        desk.books.set_report(report.id, "dropped")
        if invoice is not None and invoice.case_status == "closed":
            text = f"The case had ended before this could be reported to {desk.agency}."
            desk.tell(text, report.number, contact="provider")


def _is_there(desk: Desk, report: Report, case_id: str) -> bool:
    """Whether the agency has a report after all: it has more of the same than were known to have arrived."""
    wanted = _words(event_body(report))
    events = desk.provider.case_events(case_id)
    known = sum(_words(event) == wanted for event in events if event.get("actor") == "company")
    sent = desk.books.reports("state = 'done' AND number = ?", report.number)
    return known > _alike(wanted, sent)


def _alike(wanted: tuple[object, ...], reports: Sequence[Report]) -> int:
    return sum(_words(event_body(report)) == wanted for report in reports)


def _words(event: Json) -> tuple[object, ...]:
    """What tells one report of the company from another."""
    amount = event.get("amount")
    cents = None if amount is None else to_cents(amount)
    day = event.get("due_date") or event.get("until") or (event.get("date") if cents else None)
    return (event.get("type"), cents, day, *_texts(event))


def _texts(event: Json) -> tuple[object, object]:
    return event.get("credit_note_number"), event.get("text")
