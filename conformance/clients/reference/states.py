"""What an invoice and a service are, worked out from what the books know. No I/O.

An invoice's states, each with the states that may follow it:

    draft             sent, error
    sent              transfer_pending, paid, credited, error
    transfer_pending  in_collection, sent, error, paid, credited
    in_collection     closed, paid, credited
    closed            paid, credited
    error             sent, transfer_pending, paid, credited
    paid, credited    each other, and back: a payment may turn out to be another's
"""

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.clients.reference.books import Booking, Invoice

LOWERING = ("direct_payment", "settlement_principal", "credit", "reversal")


@dataclass(frozen=True)
class Balance:
    """What is open of an invoice, in cents (below zero when too much was paid), and what lowered it last."""

    open: int
    last: str | None


def balance(total: int, lines: Sequence[Booking]) -> Balance:
    """The total less direct payments, settled principal and credits; a reversal is below zero."""
    lowering = [line for line in lines if line.kind in LOWERING]
    return Balance(total - sum(line.amount for line in lowering), lowering[-1].kind if lowering else None)


def invoice_state(invoice: Invoice, standing: Balance) -> str:
    """An invoice's state, in the driver's words."""
    if invoice.sending not in ("sent", "error"):
        return "draft"
    if standing.open <= 0:
        return "credited" if standing.last == "credit" else "paid"
    if invoice.sending == "error":
        return "error"
    if invoice.wish or invoice.transfer in ("posting", "pending"):
        return "transfer_pending"
    if invoice.transfer in ("sent", "followed"):
        return _state_of_case(invoice)
    return "error" if invoice.transfer == "error" else "sent"


def _state_of_case(invoice: Invoice) -> str:
    """An invoice's state by its case; one that nobody handed over, and nobody was reminded of, is sent and no more."""
    if invoice.case_status == "closed":
        return "closed"
    only_followed = invoice.transfer == "followed" and invoice.collection_status in (None, "open")
    return "sent" if only_followed else "in_collection"


def service_state(before: str, status: object) -> str:
    """A service's state after the provider's `status`: a pending one that is disabled was declined."""
    if status == "DISABLED":
        return {"pending": "declined", "active": "closed"}.get(before, before)
    told = {word.upper(): word for word in ("inactive", "pending", "active", "declined", "closed")}
    return told.get(str(status), before)
