"""What a client's ledger shows, and whether it can be judged yet.

A reversal takes rows of its own invoice back. A client has two ticks to make something of what it was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from conformance.checks._books import decimal_of
from conformance.checks._money import DIRECT, Movement
from conformance.checks._registry import Looking

PRINCIPAL, INTEREST, PAYMENT, REVERSAL, UNMATCHED = (
    "settlement_principal",
    "settlement_interest",
    "direct_payment",
    "reversal",
    "unmatched",
)
_NOTHING = Decimal()


def rows_of(ledger: Iterable[Mapping[str, Any]], kind: str, number: str | None) -> list[Decimal]:
    """The amounts of a kind in the ledger: of one invoice, or with None of what belongs to no invoice."""
    return [
        decimal_of(row.get("amount")) or _NOTHING
        for row in ledger
        if row.get("kind") == kind and (row.get("number") or None) == number
    ]


def numbers_in(ledger: Iterable[Mapping[str, Any]], kind: str) -> set[str]:
    """The invoices that rows of a kind name."""
    return {str(row["number"]) for row in ledger if row.get("kind") == kind and row.get("number")}


def is_ripe(looking: Looking, known: Iterable[int], before: int) -> bool:
    """Whether the client has had two ticks, up to a record, since each of these records."""
    ticks = [looking.trace.second_tick_after(one) for one in known]
    return all(tick is not None and tick <= before for tick in ticks)


def total_of(movements: Iterable[Movement]) -> Decimal:
    """The sum of movements."""
    return sum((one.amount for one in movements), _NOTHING)


def in_flux(looking: Looking, number: str, before: int) -> bool:
    """Whether an invoice's money cannot be judged at a record: on the way, fresh, or told by a bank not heard."""
    money = looking.money
    mine = [one for one in money.movements if number in (one.number, one.owner) and one.since < before]
    known = [*(one.since for one in mine), *(one.known for one in mine if one.known < before)]
    if money.on_the_way(number, before) or not is_ripe(looking, known, before):
        return True
    paid = [fact for fact in looking.trace.facts("creditor_paid") if fact.data.get("number") == number]
    return not money.from_bank and len(paid) > len(money.of(DIRECT, number, before=before))


def credited(looking: Looking, number: str, before: int) -> list[tuple[int, Decimal]]:
    """The credit notes of an invoice that the client took before a record: the act, and the amount."""
    return [
        (act.id, decimal_of(act.request.get("amount")) or _NOTHING)
        for act in looking.trace.acts("credit_invoice")
        if act.id < before
        and act.request.get("number") == number
        and act.ok is not None
        and act.ok.get("outcome") != "refused"
    ]
