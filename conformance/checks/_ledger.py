"""What a client's ledger shows, and whether it can be judged yet.

A reversal takes rows of its own invoice back. A client has two ticks to make something of what it was told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from conformance.checks._books import decimal_of
from conformance.checks._money import DIRECT, Movement
from conformance.checks._registry import Looking
from conformance.trace import Record, View
from conformance.verdict import Finding

PRINCIPAL, INTEREST, PAYMENT, CREDIT, REVERSAL, UNMATCHED = (
    "settlement_principal",
    "settlement_interest",
    "direct_payment",
    "credit",
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


def credit_notes(looking: Looking, number: str) -> list[Record]:
    """The credit notes that the client took: all but those that it refused, unless it booked them all the same."""
    acts = [act for act in _crediting(looking, number) if act.ok is not None]
    taken = {act.id for act in acts if (act.ok or {}).get("outcome") != "refused"}
    room = _credited(looking, number) - sum((amount_in(act) for act in acts if act.id in taken), _NOTHING)
    for act in acts:
        if act.id not in taken and _NOTHING < amount_in(act) <= room:
            taken.add(act.id)
            room -= amount_in(act)
    return [act for act in acts if act.id in taken]


def unanswered_notes(looking: Looking, number: str) -> list[Record]:
    """The credit notes that the client never answered: it may have them or not."""
    return [act for act in _crediting(looking, number) if act.ok is None]


def has_refused_credit(looking: Looking, number: str, before: int) -> bool:
    """Whether the client refused a credit note of an invoice before a record, and did not book it either."""
    taken = credit_notes(looking, number)
    acts = (act for act in _crediting(looking, number) if act.id < before and act not in taken)
    return any((act.ok or {}).get("outcome") == "refused" for act in acts)


def amount_in(act: Record) -> Decimal:
    """The amount that the user named in an act; nothing if it named none."""
    return decimal_of(act.request.get("amount")) or _NOTHING


def _crediting(looking: Looking, number: str) -> list[Record]:
    return [act for act in looking.trace.acts("credit_invoice") if act.request.get("number") == number]


def _credited(looking: Looking, number: str) -> Decimal:
    """What the client's last ledger shows as credited of an invoice, less all its reversals."""
    ledgers = [ledger for view in looking.trace.views() if (ledger := view.rows("ledger")) is not None]
    last = ledgers[-1] if ledgers else []
    taken_back = sum(map(abs, rows_of(last, REVERSAL, number)), _NOTHING)
    return sum(rows_of(last, CREDIT, number), _NOTHING) - taken_back


def in_another_currency(looking: Looking, view: View, kinds: Collection[str]) -> Iterator[Finding]:
    """The finding that rows of some kinds show a currency in which neither a statement nor an invoice is."""
    known = looking.money.currencies
    invoices = (looking.books.words_of(number).get("currency") for number in looking.books.invoices)
    allowed = {*known, *(str(one) for one in invoices if one)}
    rows = [row for row in view.rows("ledger") or () if row.get("currency") and row.get("kind") in kinds]
    found = sorted({str(row["currency"]) for row in rows} - allowed)
    if known and found:
        yield Finding(
            message=f"the ledger has money in {' and '.join(found)}, and none came in that",
            expected=" or ".join(sorted(allowed)),
            actual=" and ".join(found),
            at=view.record.at.isoformat(),
            evidence=(view.record.id,),
        )


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


def taken_back(looking: Looking, number: str, before: int) -> list[tuple[int, Decimal]]:
    """The payments of an invoice that its user took back before a record, and the client did: the act, the amount."""
    return [
        (act.id, amount_in(act))
        for act in looking.trace.acts("reverse_payment", "delete_payment")
        if act.id < before
        and act.request.get("number") == number
        and act.ok is not None
        and act.ok.get("outcome") != "refused"
    ]
