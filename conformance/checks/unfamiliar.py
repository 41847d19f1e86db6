"""Whether the client goes on when a provider says something that it has never heard of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, shown
from conformance.checks._calls import first
from conformance.trace import Record
from conformance.verdict import Finding

_BROKEN = ("failed", "died", "silent", "garbage", "wrong")


@check(
    "network.unfamiliar",
    topic="network",
    reads=("wire", "books"),
    right="A list of events holds one of a type that no document names. The client keeps it, changes nothing because "
    "of it, and polls at 08:00 the next day as ever.",
    wrong="It looks the type up in a table, and each tick from then on ends with KeyError.",
    rules=("CLIENT-NET-4",),
)
def network_unfamiliar(looking: Looking) -> Iterator[Finding]:
    """A field, an event type or a status that the client does not know does not break it.

    Unfamiliar is an answer that was changed so, and stays well formed, and a webhook of a kind that the
    provider's document does not name. After it the client replies to every request, calls the provider at
    later ticks if it did at the ticks before, and books nothing of an amount that only an event of an unknown
    kind has named. To refuse such a webhook with a status of its own breaks nothing.
    """
    odd = [record for record in looking.trace.records if _is_unfamiliar(record)]
    for record in odd:
        looking.at()
        broken = _broken(looking, record)
        if broken is not None:
            yield _fell(record, broken)
            return
        if _fell_silent(looking, record):
            yield _silent(record)
            return
    yield from _booked(looking, odd)


def _is_unfamiliar(record: Record) -> bool:
    if record.kind == "delivery":
        return record.means.get("kind") == "other"
    spoiled = record.kind == "exchange" and record.op is not None and record.data.get("fault") == "malformed"
    return spoiled and record.means.get("outcome") == "accepted"


def _broken(looking: Looking, record: Record) -> Record | None:
    """The first request after a record, its own included, that the client could not reply to."""
    began = record.op if record.op is not None else record.id
    return first(
        op
        for op in looking.trace.of("op")
        if op.id >= began and ((op.data.get("reply") or {}).get("fault") or {}).get("kind") in _BROKEN
    )


def _fell_silent(looking: Looking, record: Record) -> bool:
    """Whether the client polled at the last tick before, and made no call at the two ticks after, nor since."""
    calls = {call.op for call in looking.trace.exchanges()}
    before = [tick for tick in looking.trace.ticks if tick < (record.op or record.id)]
    after = [tick for tick in looking.trace.ticks if tick > record.id]
    had_time = looking.trace.second_tick_after(record.id) is not None
    return bool(before) and before[-1] in calls and had_time and not calls & set(after)


def _booked(looking: Looking, odd: list[Record]) -> Iterator[Finding]:
    """Rows of the ledger that nothing but an event of an unknown kind explains."""
    views = [view for view in looking.trace.views() if view.rows("ledger") is not None]
    if not views:
        return
    known = {one.amount for one in looking.money.movements}
    known |= {amount for act in looking.trace.ops("act") if (amount := decimal_of(act.request.get("amount")))}
    for record in odd:
        for amount, number in _strange(looking, record):
            mine = [row for row in views[-1].rows("ledger") or () if row.get("number") in (None, number)]
            if amount not in known and any(decimal_of(row.get("amount")) == amount for row in mine):
                yield _made_up(record, views[-1].record, amount, number)


def _strange(looking: Looking, record: Record) -> Iterator[tuple[Decimal, str | None]]:
    """The amounts of a record's events whose kind no other answer has, with the invoice's number."""
    familiar = {
        row.get("kind")
        for told in looking.trace.of("exchange")
        if not _is_unfamiliar(told)
        for row in _events(told)
    }
    for row in _events(record):
        amount = decimal_of(row.get("amount"))
        if amount and row.get("kind") not in familiar:
            yield amount, looking.books.number_of(row)


def _events(record: Record) -> list[dict[str, Any]]:
    return [row for row in record.means.get("items") or () if row.get("event") and row.get("kind")]


def _fell(record: Record, op: Record) -> Finding:
    fault = (op.data.get("reply") or {}).get("fault") or {}
    return Finding(
        message="after the provider had said something unfamiliar, the client "
        + ("broke down" if op.id == record.op else "could not go on"),
        expected="a reply to every request, whatever a provider adds",
        actual=str(fault.get("message") or fault.get("kind")),
        at=op.at.isoformat(),
        evidence=(record.id, op.id),
    )


def _silent(record: Record) -> Finding:
    return Finding(
        message="after the provider had said something unfamiliar, the client stopped its periodic work",
        expected="calls at later ticks, as at those before",
        actual="none",
        at=record.at.isoformat(),
        evidence=(record.id,),
    )


def _made_up(record: Record, view: Record, amount: Decimal, number: str | None) -> Finding:
    return Finding(
        message=f"the client booked {shown(amount)} that only an event of an unknown kind had named"
        + (f", for invoice {number}" if number else ""),
        expected="nothing booked from what it does not know",
        actual=f"a row of {shown(amount)} in the ledger",
        at=view.at.isoformat(),
        evidence=(record.id, view.id),
    )
