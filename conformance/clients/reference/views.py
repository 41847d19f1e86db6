"""What the user sees: services, invoices, ledger and messages, in the driver's words."""

from datetime import datetime
from typing import Any

from conformance.clients.reference.books import Booking, Invoice
from conformance.clients.reference.desk import Desk
from conformance.clients.reference.drafts import Unwritable, account_in
from conformance.clients.reference.money import to_text
from conformance.clients.reference.states import invoice_state

Json = dict[str, Any]


def view(desk: Desk) -> Json:
    """Everything, as it stands."""
    messages = desk.books.messages()
    return {
        "services": [
            {
                "provider": service.provider,
                "state": desk.policy.service_shown(service.state),
                "settings": desk.books.note("settings", {}),
            }
            for service in desk.books.services() or [desk.service]
        ],
        "invoices": [_invoice(desk, one, messages) for one in desk.books.invoices()],
        "ledger": desk.policy.rows_shown([_line(line) for line in desk.books.ledger()]),
        "messages": messages,
    }


def _invoice(desk: Desk, invoice: Invoice, messages: list[Json]) -> Json:
    standing = desk.standing(invoice)
    state = invoice_state(invoice, standing)
    if desk.books.reports("number = ? AND kind = 'bad_debt' AND state = 'done'", invoice.number):
        state = desk.policy.shown_as_bad_debt(state)
    return {
        "number": invoice.number,
        "state": desk.policy.state_shown(state),
        "collection_status": invoice.collection_status,
        "open_amount": to_text(standing.open),
        "currency": invoice.currency,
        "action_needed": invoice.action_needed,
        "transferred_on": _day(desk, invoice.transferred_at),
        "case_url": desk.policy.case_address(invoice.case_url, desk.provider.endpoint),
        "payment_iban": desk.policy.told_debtor(_iban(desk, invoice), invoice.sent_iban),
        "payment_reference": desk.policy.told_debtor(invoice.words.get("reference"), invoice.sent_reference),
        "messages": [message for message in messages if message["number"] == invoice.number],
    }


def _line(line: Booking) -> Json:
    return {
        "date": line.date,
        "number": line.number,
        "kind": line.kind,
        "amount": to_text(line.amount),
        "currency": line.currency,
        "reference": line.reference,
        "account": line.account,
        "source": line.source,
    }


def _day(desk: Desk, moment: str | None) -> str | None:
    return None if moment is None else datetime.fromisoformat(moment).astimezone(desk.zone).date().isoformat()


def _iban(desk: Desk, invoice: Invoice) -> str | None:
    try:
        return str(account_in(desk.company, invoice.currency)["iban"])
    except Unwritable:
        return None
