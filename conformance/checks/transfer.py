"""Whether the client transfers invoices when it may, and only those that it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from conformance.checks import Looking, check
from conformance.checks._automation import settings_at, wished
from conformance.checks._books import decimal_of, shown
from conformance.checks._ledger import taken_back
from conformance.checks._waiting import is_early, opening_day
from conformance.checks._wishes import is_wish
from conformance.trace import Record
from conformance.verdict import Finding


@check(
    "transfer.not-early",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="A company's invoice, due on 1 March where the rule has 7 days, is transferred on 8 March, soon "
    "after midnight.",
    wrong="It is transferred on 7 March by the automation, whatever the provider makes of it.",
    rules=("CLIENT-TIME-1",),
    duties=("transfer",),
    figure="days_after_due|company_days",
)
def transfer_not_early(looking: Looking) -> Iterator[Finding]:
    """An invoice is transferred no earlier than the provider's rule allows, counted in days after its due date.

    The days are the rule's own, for companies and for consumers, and for what the client transfers by itself the
    days that its user set, if these are more; they are counted in the calendar and zone
    of the company's account, and the first possible moment is midnight. An early transfer fails if the
    client sent it by itself, or if the provider accepted it. A client that passes its user's wish on and
    shows the refusal, or keeps the wish for later, is right; one that then says it is done gets a warning.
    """
    for call in looking.trace.exchanges("transfer"):
        opens = opening_day(looking, call)
        if opens is None:
            continue
        looking.at()
        if is_early(looking, call):
            yield from _early(looking, call, opens)


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


@check(
    "transfer.asked",
    topic="transfer",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user asks for 1001 alone, and 1001 alone is transferred; 1002, overdue as well, stays until "
    "somebody asks or auto_transfer is turned on.",
    wrong="The client transfers 1002 because it is overdue, though nobody asked; or it transfers 1001, of "
    "which all 100.00 were paid a week ago.",
)
def transfer_asked(looking: Looking) -> Iterator[Finding]:
    """Nothing is transferred but what the user or the setting `auto_transfer` asks for, and nothing that is paid.

    The driver protocol says so: without the setting, the act `transfer_invoice` alone makes a client
    transfer. A wish that the client answered with `refused` is none: it is over. A wish that it took once
    holds, and so does the setting for what was begun under it. What was refused counts too, where nobody had
    asked: the client tried. So it does for an invoice whose payments and credit notes the client had known
    for two ticks to come to all of it, unless the user asks for that transfer in the same act.
    """
    if not looking.trace.ops("act"):
        return
    asked: set[str] = set()
    for call in looking.trace.exchanges("transfer"):
        number = looking.books.number_of(call.means)
        if number is None or call.means.get("outcome") not in ("accepted", "refused"):
            continue
        looking.at()
        op = looking.trace.get(call.op)
        if number in asked or wished(looking, number, call) or _automatic(looking, call):
            asked.add(number)
            if op is None or not is_wish(op, number):
                yield from _paid(looking, number, call)
        elif op is None or not is_wish(op, number):
            yield _unasked(looking, number, call)
        elif _opened(looking, number, call):
            yield _denied(number, call, op)


def _automatic(looking: Looking, call: Record) -> bool:
    """Whether the client had been told to transfer by itself; what is turned off in the same op still counts."""
    return any(words.get("enabled") for words in settings_at(looking, call))


def _opened(looking: Looking, number: str, call: Record) -> bool:
    """Whether an accepted call opened a case, and no other call about the invoice can have."""
    others = [
        other.id
        for other in looking.trace.exchanges("transfer")
        if other.id != call.id and looking.books.number_of(other.means) == number
    ]
    opened = [
        fact.id
        for fact in looking.trace.facts("case_opened")
        if fact.data.get("number") == number and fact.id > call.id
    ]
    return call.accepted and bool(opened) and not others


def _paid(looking: Looking, number: str, call: Record) -> Iterator[Finding]:
    invoice = looking.books.invoices.get(number)
    known = [one for one in looking.money.movements if one.number == number]
    ripe = [(one.amount, one.evidence) for one in known if _is_ripe(looking, one.known, call)]
    for act in looking.trace.acts("credit_invoice"):
        taken = act.ok is not None and act.ok.get("outcome") != "refused"
        if act.request.get("number") == number and taken and _is_ripe(looking, act.id, call):
            ripe.append((decimal_of(act.request.get("amount")) or Decimal(), act.id))
    undone = sum((amount for _, amount in taken_back(looking, number, call.id)), Decimal())
    paid = sum((amount for amount, _ in ripe), Decimal()) - undone
    if invoice is None or not invoice.total or paid < invoice.total:
        return
    yield Finding(
        message=f"invoice {number} was transferred although nothing of it was open",
        expected=f"no transfer: {shown(paid)} of {shown(invoice.total)} are paid or credited",
        actual=f"a transfer by the client's own decision, {call.means.get('outcome')}",
        at=call.at.isoformat(),
        evidence=(*(evidence for _, evidence in ripe), call.id),
    )


def _is_ripe(looking: Looking, known: int, call: Record) -> bool:
    """Whether two whole ticks lay between what the client was told and a call."""
    tick = looking.trace.second_tick_after(known)
    return tick is not None and looking.trace.end_of(tick) < call.id and tick != call.op


def _unasked(looking: Looking, number: str, call: Record) -> Finding:
    refused = [
        act.id for act in looking.trace.acts("transfer_invoice") if is_wish(act, number) and act.id < call.id
    ]
    return Finding(
        message=f"invoice {number} was transferred "
        + ("although the client had refused to" if refused else "although nobody had asked for it"),
        expected="no transfer without a new act transfer_invoice, or the setting auto_transfer",
        actual=f"one by the client's own decision, {call.means.get('outcome')}",
        at=call.at.isoformat(),
        evidence=(*refused[-1:], call.id),
    )


def _denied(number: str, call: Record, act: Record) -> Finding:
    return Finding(
        message=f"invoice {number} was transferred, and the client told its user that it refused to",
        expected="the outcome pending or done",
        actual="the outcome refused, and a case",
        at=call.at.isoformat(),
        evidence=(call.id, act.id),
    )
