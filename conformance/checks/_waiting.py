"""From which day on an invoice may be transferred."""

from __future__ import annotations

from datetime import date, timedelta

from conformance.checks._automation import settings_at
from conformance.checks._books import Invoice
from conformance.checks._registry import Looking
from conformance.trace import Record


def opening_day(looking: Looking, call: Record) -> date | None:
    """The first day on which the invoice of a call may be transferred, if all that it takes is known."""
    number = looking.books.number_of(call.means)
    invoice = looking.books.invoices.get(number or "")
    provider = str(call.means.get("provider") or looking.trace.start.get("provider"))
    if invoice is None or invoice.due is None:
        return None
    kind = str(invoice.debtor_kind or call.means.get("debtor_kind") or "")
    days = looking.catalogue.value(provider, "transfer", "days_after_due", debtor_kind=kind)
    if days is None:
        return None
    acts = looking.trace.acts("transfer_invoice")
    asked = any(act.request.get("number") == number and act.id <= (call.op or call.id) for act in acts)
    by_hand = earliest_by_hand(looking, invoice, provider, kind) if asked else date.min
    own = 0 if asked else days_of_the_user(looking, call, kind)
    return max(invoice.due + timedelta(days=max(int(days), own)), by_hand)


def days_of_the_user(looking: Looking, call: Record, kind: str) -> int:
    """The days that the user wants the automation to wait at least, for a kind of debtor, at a call."""
    name = "b2c_days" if kind == "consumer" else "b2b_days"
    return min((int(words.get(name) or 0) for words in settings_at(looking, call)), default=0)


def earliest_by_hand(looking: Looking, invoice: Invoice, provider: str, kind: str) -> date:
    """The day before which a person may not ask for the transfer, where the provider counts from the invoice too."""
    days = looking.catalogue.value(provider, "transfer", "days_after_invoice", debtor_kind=kind)
    return date.min if days is None or invoice.issued is None else invoice.issued + timedelta(days=int(days))


def is_early(looking: Looking, call: Record) -> bool:
    """Whether a transfer was sent before its day had come."""
    opens = opening_day(looking, call)
    return opens is not None and call.at.astimezone(looking.trace.zone).date() < opens
