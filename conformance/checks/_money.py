"""The money that a client was told of: on its bank statements, or by its user.

An entry is an agency's settlement where the facts say so; on the wire alone, where it has several rows or
comes from a payer that the trace's start names as an agency's. What a user records and what the bank shows
are often the same payment: they are counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from conformance.checks._books import Books, day_of, decimal_of
from conformance.statement import Entry, entries
from conformance.trace import Record, Trace

SETTLEMENT, INTEREST, DIRECT = "settlement", "interest", "direct"


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came in. `known` is the op in which the client was told, `evidence` the record that shows it.

    `number` is the invoice, if it can be known; `told` is `bank` or `user`.
    """

    kind: str
    number: str | None
    amount: Decimal
    known: int
    evidence: int
    told: str = "bank"


class Money:
    """All movements of a trace."""

    def __init__(self, trace: Trace, books: Books) -> None:
        self._trace = trace
        self._books = books
        self._settled = _Settled(trace)
        on_statements = [found for record in _handed_over(trace) for found in self._of_statement(record)]
        self.movements = _merged(on_statements, _recorded(trace))
        self.from_bank = bool(_handed_over(trace))

    def of(self, kind: str, number: str | None = None, *, before: int | None = None) -> list[Movement]:
        """The movements of a kind, of one invoice or of any, that the client knew of before a record."""
        return [
            one
            for one in self.movements
            if one.kind == kind
            and (number is None or one.number == number)
            and (before is None or one.known < before)
        ]

    def unmatched(self, *, before: int) -> list[Movement]:
        """Direct payments that nothing on the statement joins to an invoice."""
        return [one for one in self.of(DIRECT, before=before) if one.number is None]

    def on_the_way(self, number: str, before: int) -> bool:
        """Whether the agency has principal of this invoice that no statement has shown yet. Facts alone tell."""
        facts = self._trace.facts("payment_received")
        received = [fact for fact in facts if fact.id < before and fact.data.get("number") == number]
        collected = sum((decimal_of(fact.data.get("principal")) or Decimal() for fact in received), Decimal())
        shown = sum((one.amount for one in self.of(SETTLEMENT, number, before=before)), Decimal())
        return collected > shown

    def _of_statement(self, record: Record) -> Iterator[Movement]:
        known = record.op if record.op is not None else record.id
        for entry in entries(str(record.data.get("content") or "")):
            if entry.amount > 0:
                for kind, number, amount in self._classified(entry):
                    yield Movement(kind, number, amount, known, record.id)

    def _classified(self, entry: Entry) -> list[tuple[str, str | None, Decimal]]:
        if self._settled.known:
            return self._settled.take(entry) or self._direct(entry)
        if len(entry.rows) > 1 or entry.payers & set(self._trace.start.get("payers") or ()):
            numbers = [(self._books.by_reference(row.reference), row.amount) for row in entry.rows]
            if any(row.reference for row in entry.rows):
                return [(SETTLEMENT, number, amount) for number, amount in numbers]
            return [(INTEREST, None, entry.amount)]
        return self._direct(entry)

    def _direct(self, entry: Entry) -> list[tuple[str, str | None, Decimal]]:
        return [(DIRECT, self._books.by_reference(row.reference), row.amount) for row in entry.rows]


class _Settled:
    """The settlements that the facts tell of; each explains one entry."""

    def __init__(self, trace: Trace) -> None:
        self.known = bool(trace.of("fact"))
        self._open = trace.facts("principal_settled", "interest_settled")

    def take(self, entry: Entry) -> list[tuple[str, str | None, Decimal]]:
        """What an entry settles; empty if it is no settlement."""
        for fact in self._open:
            if _is_booking(fact, entry):
                self._open = [other for other in self._open if other is not fact]
                return _settles(fact, entry)
        return []


def _is_booking(fact: Record, entry: Entry) -> bool:
    booked = day_of(fact.data.get("booked")) or fact.at.date()
    account = fact.data.get("account") or entry.account
    return (booked, account, decimal_of(fact.data.get("total"))) == (entry.day, entry.account, entry.amount)


def _settles(fact: Record, entry: Entry) -> list[tuple[str, str | None, Decimal]]:
    if fact.data.get("fact") == "interest_settled":
        return [(INTEREST, None, entry.amount)]
    rows = fact.data.get("rows") or ()
    return [(SETTLEMENT, str(row["number"]), decimal_of(row["amount"]) or Decimal()) for row in rows]


def _handed_over(trace: Trace) -> list[Record]:
    return [record for record in trace.of("statement") if _was_taken(trace.get(record.op))]


def _was_taken(op: Record | None) -> bool:
    """A statement counts as told once the client took it; in a recorded trace without ops, at once."""
    return op is None or op.ok is not None


def _recorded(trace: Trace) -> Iterator[Movement]:
    """The payments that the user told the client of, and that it took."""
    for act in trace.acts("record_payment"):
        amount = decimal_of(act.request.get("amount"))
        if act.ok is not None and act.ok.get("outcome") != "refused" and amount is not None:
            kind = SETTLEMENT if act.request.get("from_agency") else DIRECT
            yield Movement(kind, str(act.request.get("number")), amount, act.id, act.id, "user")


def _merged(shown: Iterable[Movement], recorded: Iterable[Movement]) -> list[Movement]:
    """Both, where the same kind, invoice and amount from bank and user is one payment, known from the first on."""
    left, merged = list(shown), []
    for one in recorded:
        same = next(
            (m for m in left if (m.kind, m.number, m.amount) == (one.kind, one.number, one.amount)), None
        )
        if same is not None:
            left.remove(same)
        merged.append(one if same is None else replace(same, known=min(same.known, one.known)))
    return sorted([*left, *merged], key=lambda one: (one.known, one.evidence))
