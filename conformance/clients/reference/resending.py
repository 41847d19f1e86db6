"""Invoices in error: sent again under their number when the user has corrected them."""

from typing import Any

from conformance.clients.reference import routing, sending
from conformance.clients.reference.books import Invoice
from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.drafts import Unwritable

Json = dict[str, Any]

NOT_HANDED_OVER: Json = dict.fromkeys(("transfer", "case_id", "case_url", "case_status", "collection_status"))
"""What the books say of an invoice that no agency has."""


def resend_invoice(desk: Desk, words: Json) -> Json:
    """The user has corrected an invoice that is in error: it is sent again, with its number and its date."""
    number = str(words["number"])
    invoice = desk.books.invoice(number)
    if invoice is None:
        return outcome("refused", f"There is no invoice {number}.")
    if not _may_go_again(desk, invoice):
        return outcome("refused", f"Invoice {number} is with its recipient: it is not sent again.")
    corrected = desk.policy.corrected(invoice.words, words.get("corrections") or {})
    try:
        sending.document_of(corrected, desk.company)
    except Unwritable as problem:
        return outcome("refused", str(problem))
    obstacle = desk.policy.obstacle_seen(routing.obstacle(desk, corrected))
    if obstacle:
        return outcome("refused", obstacle)
    _begin_again(desk, invoice, corrected)
    return sending.sent(desk, number)


def _may_go_again(desk: Desk, invoice: Invoice) -> bool:
    """Whether an invoice may be sent again: it or its transfer is in error, or it was ended with nothing paid."""
    ended = invoice.case_status == "closed" and desk.standing(invoice).open == invoice.total
    return "error" in (invoice.sending, invoice.transfer) or ended


def _begin_again(desk: Desk, invoice: Invoice, words: Json) -> None:
    """Make a draft of it again, under the next id of its number: Maventa knows the last one, and refuses that.

    Its case stays until there is another: where that one does not come, this is the one to comment on and to credit.
    Where invoices are handed over one by one, it waits for that again.
    """
    attempt = invoice.attempt + 1
    desk.books.set_invoice(
        invoice.number,
        **sending.row(words, desk.company, attempt),
        **({} if desk.provider.follows_all else NOT_HANDED_OVER),
        delivery=None,
        sent_iban=None,
        sent_reference=None,
        action_needed=0,
    )
