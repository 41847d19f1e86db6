"""Whether the client transfers invoices when it may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from conformance.checks import Looking, check
from conformance.trace import Record
from conformance.verdict import Finding


@check(
    "transfer.not-early",
    topic="transfer",
    reads=("wire", "books"),
    rules=("CLIENT-TIME-1",),
    duties=("transfer",),
    figure="days_after_due",
)
def transfer_not_early(looking: Looking) -> Iterator[Finding]:
    """An invoice is transferred no earlier than the provider's rule allows, counted in days after its due date.

    The days are the rule's own, for companies and for consumers; they are counted in the calendar and zone
    of the company's account, and the first possible moment is midnight. An early transfer fails if the
    client sent it by itself, or if the provider accepted it. A client that passes its user's wish on and
    shows the refusal, or keeps the wish for later, is right; one that then says it is done gets a warning.
    """
    for call in looking.trace.exchanges("transfer"):
        opens = _opens(looking, call)
        if opens is None:
            continue
        looking.at()
        if call.at.astimezone(looking.trace.zone).date() < opens:
            yield from _early(looking, call, opens)


def _opens(looking: Looking, call: Record) -> date | None:
    """The first day on which the invoice of a call may be transferred, if all that it takes is known."""
    number = looking.books.number_of(call.means)
    invoice = looking.books.invoices.get(number or "")
    provider = str(call.means.get("provider") or looking.trace.start.get("provider"))
    if invoice is None or invoice.due is None:
        return None
    kind = invoice.debtor_kind or call.means.get("debtor_kind") or ""
    days = looking.catalogue.value(provider, "transfer", "days_after_due", debtor_kind=str(kind))
    return invoice.due + timedelta(days=int(days)) if days is not None else None


def _early(looking: Looking, call: Record, opens: date) -> Iterator[Finding]:
    number = looking.books.number_of(call.means)
    op = looking.trace.get(call.op)
    wish = (
        op is not None
        and op.request.get("action") == "transfer_invoice"
        and op.request.get("number") == number
    )
    if wish and not call.accepted and (op is None or (op.ok or {}).get("outcome") != "done"):
        return
    yield Finding(
        message=f"invoice {number} was transferred too early" + _why(call, wish),
        expected=f"a transfer on {opens.isoformat()} or later",
        actual=f"one on {call.at.astimezone(looking.trace.zone).date().isoformat()}, {call.means.get('outcome')}",
        at=call.at.isoformat(),
        evidence=(call.id,),
        warning=wish and not call.accepted,
    )


def _why(call: Record, wish: bool) -> str:
    if not wish:
        return ", by the client's own decision"
    return (
        ", as its user asked"
        if call.accepted
        else ", was refused, and the client told its user that it is done"
    )
