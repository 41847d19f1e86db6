"""What is left open of an invoice, by all that a client was told of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from conformance.checks._books import parts_of
from conformance.checks._ledger import credited, in_flux, is_ripe, taken_back, total_of
from conformance.checks._money import DIRECT, SETTLEMENT, Movement
from conformance.checks._registry import Looking

_NOTHING = Decimal()


@dataclass(frozen=True, slots=True)
class Left:
    """What is open of an invoice: `due` for a client that joins only what names it, and all that is `possible`.

    What came without a reference may be taken off the invoice that it truly is of, or not; so may what the user
    recorded without an answer. `evidence` are the records of payments and credit notes.
    """

    due: Decimal
    possible: frozenset[Decimal]
    evidence: tuple[int, ...]


def left_of(looking: Looking, number: str, before: int) -> Left | None:
    """What is open of an invoice at a record; None where nothing has happened to it, or it cannot be judged yet."""
    invoice = looking.books.invoices.get(number)
    money = [
        one for one in looking.money.movements if number in (one.number, one.owner) and one.since < before
    ]
    notes = credited(looking, number, before)
    back = taken_back(looking, number, before)
    if invoice is None or invoice.total is None or not (money or notes or looking.books.cases_of(number)):
        return None
    fresh = not is_ripe(looking, [act for act, _ in (*notes, *back)], before)
    if fresh or in_flux(looking, number, before) or _refused_credit(looking, number, before):
        return None
    mine = [one for one in money if one.number == number and one.known < before]
    due = invoice.total - total_of(mine) - sum((amount for _, amount in notes), _NOTHING)
    due += sum((amount for _, amount in back), _NOTHING)
    maybe = [one for one in money if one not in mine] + _unsure(looking, number, before)
    possible = frozenset(due - some for some in parts_of(one.amount for one in maybe))
    return Left(due, possible, (*(one.evidence for one in mine), *(act for act, _ in notes)))


def _unsure(looking: Looking, number: str, before: int) -> list[Movement]:
    kinds = (DIRECT, SETTLEMENT)
    return [one for kind in kinds for one in looking.money.unsure(kind, number, before=before)]


def _refused_credit(looking: Looking, number: str, before: int) -> bool:
    """Whether the client refused a credit note of an invoice, or never answered: it may have booked it all the same."""
    acts = [act for act in looking.trace.acts("credit_invoice") if act.request.get("number") == number]
    return any(act.ok is None or act.ok.get("outcome") == "refused" for act in acts if act.id < before)
