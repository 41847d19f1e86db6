"""Whether the client books what its agency pays it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import balances, decimal_of, shown
from conformance.checks._money import INTEREST, SETTLEMENT, Movement
from conformance.trace import View
from conformance.verdict import Finding, counted

_NOTHING = Decimal()
_PRINCIPAL, _INTEREST, _REVERSAL = "settlement_principal", "settlement_interest", "reversal"


@check(
    "settlement.booked-once",
    topic="settlement",
    reads=("books",),
    rules=("CLIENT-PAY-1", "CLIENT-SET-1"),
    duties=("settle_principal", "settle_interest"),
)
def settlement_booked_once(looking: Looking) -> Iterator[Finding]:
    """A settlement is booked exactly once: its principal by invoice, its interest by itself.

    Compared are sums an invoice, between the statements that the client was handed (or what its user
    recorded as paid by the agency) and its ledger, wherever the story looks and at its end: one row or
    several are equally right, and so is a double booking that a reversal of the same invoice took back.
    Interest belongs to no invoice, and its rows name none. Nothing is judged while
    a settlement is on the way: not on a statement yet, or on one of which the client has not had two ticks
    to make something.
    """
    if not looking.money.from_bank and not looking.money.of(SETTLEMENT):
        return
    for view in looking.trace.views():
        ledger = view.rows("ledger")
        if ledger is not None:
            yield from _principal(looking, view, ledger)
            yield from _interest(looking, view, ledger)


def _principal(looking: Looking, view: View, ledger: list[Mapping[str, Any]]) -> Iterator[Finding]:
    settled = looking.money.of(SETTLEMENT, before=view.record.id)
    booked = {str(row["number"]) for row in ledger if row.get("kind") == _PRINCIPAL and row.get("number")}
    for number in sorted(booked | {one.number for one in settled if one.number}):
        mine = [one for one in settled if one.number == number]
        if _is_ripe(looking, mine, view) and not looking.money.on_the_way(number, view.record.id):
            looking.at()
            yield from _compared(
                view, mine, _rows(ledger, _PRINCIPAL, number), _rows(ledger, _REVERSAL, number), number
            )


def _interest(looking: Looking, view: View, ledger: list[Mapping[str, Any]]) -> Iterator[Finding]:
    settled = looking.money.of(INTEREST, before=view.record.id)
    numbers = sorted(
        {str(row["number"]) for row in ledger if row.get("kind") == _INTEREST and row.get("number")}
    )
    booked = _rows(ledger, _INTEREST, None)
    if not (settled or booked or numbers) or not _is_ripe(looking, settled, view):
        return
    looking.at()
    under = [number for number in numbers if _stands(ledger, number)]
    if under:
        yield _under_an_invoice(view, settled, under)
    else:
        yield from _compared(view, settled, booked, _rows(ledger, _REVERSAL, None), None)


def _stands(ledger: list[Mapping[str, Any]], number: str) -> bool:
    """Whether interest is booked under an invoice, and no reversal took it back."""
    return not balances(_NOTHING, _rows(ledger, _INTEREST, number), _rows(ledger, _REVERSAL, number))


def _under_an_invoice(view: View, settled: list[Movement], numbers: list[str]) -> Finding:
    return Finding(
        message="settled interest is booked under an invoice, and it belongs to none",
        expected="rows of interest without a number",
        actual=f"rows of interest with the number {' and '.join(numbers)}",
        at=view.record.at.isoformat(),
        evidence=(*(one.evidence for one in settled), view.record.id),
    )


def _rows(ledger: list[Mapping[str, Any]], kind: str, number: str | None) -> list[Decimal]:
    """The amounts of a kind in the ledger: of one invoice, or with None of what belongs to no invoice."""
    return [
        decimal_of(row.get("amount")) or _NOTHING
        for row in ledger
        if row.get("kind") == kind and (row.get("number") or None) == number
    ]


def _is_ripe(looking: Looking, settled: list[Movement], view: View) -> bool:
    """Whether the client has had two ticks since each of these was known to it."""
    for one in settled:
        tick = looking.trace.second_tick_after(one.known)
        if tick is None or tick > view.record.id:
            return False
    return True


def _compared(
    view: View, settled: list[Movement], booked: list[Decimal], reversed_: list[Decimal], number: str | None
) -> Iterator[Finding]:
    due, total = sum((one.amount for one in settled), _NOTHING), sum(booked, _NOTHING)
    if balances(due, booked, reversed_):
        return
    what = f"principal of invoice {number}" if number else "interest"
    yield Finding(
        message=f"the settled {what} is booked "
        + ("too little" if total < due else "more than once" if due else "without one"),
        expected=f"{shown(due)} in all, as on {counted(len(settled), 'row')} of the bank's statements",
        actual=f"{shown(total)} in {counted(len(booked), 'row')} of the ledger",
        at=view.record.at.isoformat(),
        evidence=(*(one.evidence for one in settled), view.record.id),
    )
