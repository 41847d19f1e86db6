"""Following the agency's cases: their events and states, by polling; a webhook only says when to look."""

from datetime import UTC, datetime
from typing import Any

from conformance.clients.reference import reports
from conformance.clients.reference.books import Booking, Invoice
from conformance.clients.reference.desk import Desk
from conformance.clients.reference.money import to_cents

Json = dict[str, Any]

PAID_ENDS = ("paid", "credited", "charges_written_off")
"""The reasons for which a case ends when nothing is open of the principal any more."""

REPLACED = "sent_anew"
"""The reason for which a case ends when its invoice was corrected: another case goes on."""

NOT_TAKEN = "report_not_taken"
"""The event of a report that was taken in, and refused afterwards."""

ANSWERS = {
    "due_date_accepted": "{agency} has moved the due date, as you asked.",
    "due_date_refused": "{agency} has refused the later due date that you asked for.",
}
"""The events with which the agency answers a request of the user, and what the user is told then."""


def follow(desk: Desk) -> None:
    """Read the events since the last time, and every case that has new ones."""
    since = desk.books.note("events_since") or _first(desk)
    if since is None:
        return
    events = desk.provider.events(since)
    fresh = [event for event in events if not desk.books.knows_event(str(event.get("id")))]
    invoices = {str(event.get("assignment_id")): event.get("invoice_id") for event in fresh}
    for case_id in desk.policy.cases_to_read(list(invoices), desk.books.cases()):
        if find(desk, case_id, invoices[case_id]) is not None:
            look(desk, case_id)
    times = [_time(str(event["created_at"])) for event in events if event.get("created_at")]
    following = desk.policy.reads_from(max(times, default=None), desk.now)
    if following is not None:
        desk.books.set_note("events_since", max(since, utc(following)))


def _first(desk: Desk) -> str | None:
    """The time of the first transfer, before which there is no event; None before any."""
    transferred = desk.books.invoices("transferred_at IS NOT NULL")
    return utc(min(_time(str(one.transferred_at)) for one in transferred)) if transferred else None


def expect(desk: Desk) -> None:
    """Follow events from now on, where the agency opens a case of each invoice that is sent."""
    if desk.provider.follows_all and desk.books.note("events_since") is None:
        desk.books.set_note("events_since", utc(desk.now))


def find(desk: Desk, case_id: str, invoice_id: object) -> Invoice | None:
    """The invoice that a case is about."""
    found = desk.books.invoices("case_id = ? OR uuid = ?", case_id, str(invoice_id))
    return found[0] if found else None


def look(desk: Desk, case_id: str) -> None:
    """Read a case, take in what is new in it, and keep how it stands."""
    if not desk.policy.follows_cases(desk.service.state):
        return
    case = desk.provider.case(case_id)
    invoice = find(desk, case_id, case.get("invoice_id"))
    if invoice is None:
        return
    status = desk.policy.case_status(case.get("status"), invoice.case_status)
    with desk.books.transaction():
        for event in case.get("events") or []:
            if desk.books.keep_event(event):
                _take_in(desk, invoice, event)
        if status == "closed" != invoice.case_status:
            _tell_the_end(desk, invoice, case.get("close_reason"))
        desk.books.set_invoice(
            invoice.number,
            transfer="sent" if invoice.transferred_at else "followed",
            case_id=case_id,
            case_url=case.get("url") or invoice.case_url or desk.provider.case_url(case_id),
            case_status=status,
            collection_status=desk.policy.status_kept(
                invoice.collection_status, case.get("collection_status")
            ),
            action_needed=desk.policy.action_shown(case.get("action_needed", invoice.action_needed)),
        )
        if invoice.case_id is None and desk.provider.follows_all and desk.policy.catches_up():
            reports.catch_up(desk, invoice)


def _tell_the_end(desk: Desk, invoice: Invoice, reason: object) -> None:
    """Tell the user of an end that brings no money: what is open of the invoice is the company's own matter again."""
    if reason is None or reason == REPLACED or reason in PAID_ENDS:
        return
    why = str(reason).replace("_", " ")
    text = f"{desk.agency} has closed the case ({why}). What is open of the invoice stays open."
    desk.tell(text, invoice.number, contact="provider")
    written_off = desk.policy.booked_at_the_end(desk.standing(invoice).open)
    if written_off > 0:
        day = desk.today.isoformat()
        source = f"end:{invoice.number}"
        desk.books.book(
            Booking(day, invoice.number, "settlement_principal", written_off, invoice.currency, source)
        )


def _take_in(desk: Desk, invoice: Invoice, event: Json) -> None:
    """Act on a new event. Most are only shown; those of unknown types are kept and change nothing."""
    if event.get("actor") != "company":
        _tell(desk, invoice, event)
    book(desk, invoice, event, desk.policy.money_in_event(event), hook=False)
    fee = desk.policy.fee_in_event(event)
    if fee is not None:
        _book(desk, invoice, event, fee, "fee", f"fee:{event['id']}")


def _tell(desk: Desk, invoice: Invoice, event: Json) -> None:
    """Tell the user what the agency wrote, and what it answered."""
    kind = str(event.get("type"))
    if kind == NOT_TAKEN:
        desk.tell_refused(str(event.get("text")), invoice.number)
    elif kind in ANSWERS:
        told = desk.policy.told_of_answer(ANSWERS[kind].format(agency=desk.agency), kind)
        if told is not None:
            desk.tell(told, invoice.number)
    elif desk.policy.is_for_the_user(kind):
        desk.tell(str(event.get("text")), invoice.number)
        desk.books.add_report(
            number=invoice.number, kind="seen", text=str(event["id"]), source=f"seen:{event['id']}"
        )


def book(desk: Desk, invoice: Invoice, event: Json, money: object | None, *, hook: bool) -> None:
    """Book what the policy takes an event of the agency for, if it is any; `hook`: because a webhook named it.

    What a webhook brings is booked as if by hand: the bank's statement confirms it later.
    """
    if money is None:
        return
    source = f"user:webhook/{desk.books.counted('webhooks')}" if hook else f"event:{event['id']}"
    _book(desk, invoice, event, money, "settlement_principal", source)


def _book(desk: Desk, invoice: Invoice, event: Json, money: object, kind: str, source: str) -> None:
    day, amount = str(event.get("date")), to_cents(money)
    desk.books.book(Booking(day, invoice.number, kind, amount, invoice.currency, source))


def utc(moment: datetime) -> str:
    """A moment as Maventa writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
