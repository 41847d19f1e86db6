"""The money that a client was told of: on its bank statements, or by its user.

An entry is an agency's settlement where the facts say so; on the wire alone, where it has several rows or
comes from a payer that the trace's start names as an agency's. What a user records and what the bank shows
are often the same payment: they are counted once. So is what the bank shows without an invoice, once the user
records as much for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from conformance.checks._books import Books, day_of, decimal_of, same_reference
from conformance.statement import Entry, Row, entries
from conformance.trace import Record, Trace

SETTLEMENT, INTEREST, DIRECT, CLEARING = "settlement", "interest", "direct", "clearing"

_Part = tuple[str, str | None, Decimal, str | None]
"""Of an entry: kind, the invoice that it names, amount, the invoice that it truly is of."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came in. `known` is the op in which the client could tell whose it is, `evidence` what shows it.

    `number` is the invoice, if it can be known, and `owner` the one that it truly is of, if the facts say so.
    `told` is `bank`, `user`, or `both`. `since` is the op in which the client heard of the money at all, which is
    before `known` where the bank named no invoice and the user did so later. `day` is when the bank booked it.
    """

    kind: str
    number: str | None
    amount: Decimal
    known: int
    evidence: int
    told: str = "bank"
    owner: str | None = None
    since: int = 0
    day: date | None = None


class Money:
    """All movements of a trace."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._books = trace.derived(Books)
        self._settled = _Settled(trace)
        self._paid = list(trace.facts("creditor_paid"))
        read = [(record, _entries(record)) for record in _handed_over(trace)]
        on_statements = [found for record, entries in read for found in self._of_statement(record, entries)]
        self.movements = _merged([*on_statements, *_in_journals(trace)], _recorded(trace))
        self._unsure = list(_recorded(trace, answered=False))
        self.from_bank = bool(read)
        self.currencies = {one.currency for _, entries in read for one in entries} - {""}

    def of(self, kind: str, number: str | None = None, *, before: int | None = None) -> list[Movement]:
        """The movements of a kind, of one invoice or of any, that the client knew of before a record."""
        return [
            one
            for one in self.movements
            if one.kind == kind
            and (number is None or one.number == number)
            and (before is None or one.known < before)
        ]

    def unmatched(self, kind: str = DIRECT, *, before: int) -> list[Movement]:
        """Money on statements that nothing joined to an invoice by then: direct payments, or settlements."""
        return [
            one
            for one in self.movements
            if one.kind == kind
            and one.told != "user"
            and one.since < before
            and (one.number is None or one.known >= before)
        ]

    def unsure(self, kind: str, number: str, *, before: int | None = None) -> list[Movement]:
        """What the user recorded, and the client never answered: it may have it or not, unless a statement shows it."""
        shown = [(one.kind, one.number, one.amount) for one in self.movements if one.told != "user"]
        return [
            one
            for one in self._unsure
            if (one.kind, one.number) == (kind, number)
            and (before is None or one.known < before)
            and (one.kind, one.number, one.amount) not in shown
        ]

    def on_the_way(self, number: str, before: int) -> bool:
        """Whether the agency has principal of this invoice that no statement has shown yet. Facts alone tell."""
        facts = self._trace.facts("payment_received")
        received = [fact for fact in facts if fact.id < before and fact.data.get("number") == number]
        collected = sum((decimal_of(fact.data.get("principal")) or Decimal() for fact in received), Decimal())
        settled = [one for one in self.movements if one.kind == SETTLEMENT and one.since < before]
        shown = [one.amount for one in settled if number in (one.number, one.owner)]
        return collected > sum(shown, Decimal())

    def _of_statement(self, record: Record, entries: list[Entry]) -> Iterator[Movement]:
        known = record.op if record.op is not None else record.id
        for entry in entries:
            if entry.amount > 0:
                for kind, number, amount, owner in self._classified(entry):
                    yield Movement(
                        kind, number, amount, known, record.id, owner=owner, since=known, day=entry.day
                    )

    def _classified(self, entry: Entry) -> list[_Part]:
        if self._settled.known:
            return (None if self._is_paid(entry) else self._settled.take(entry)) or self._direct(entry)
        if len(entry.rows) > 1 or entry.payers & set(self._trace.start.get("payers") or ()):
            numbers = [(self._books.by_reference(row.reference), row.amount) for row in entry.rows]
            if any(row.reference for row in entry.rows):
                return [(SETTLEMENT, number, amount, None) for number, amount in numbers]
            return [(INTEREST, None, entry.amount, None)]
        return self._direct(entry)

    def _direct(self, entry: Entry) -> list[_Part]:
        parts = []
        for row in entry.rows:
            fact = self._paid_by(entry, row)
            self._paid = [other for other in self._paid if other is not fact]
            owner = str(fact.data["number"]) if fact else None
            parts.append((DIRECT, self._books.by_reference(row.reference), row.amount, owner))
        return parts

    def _is_paid(self, entry: Entry) -> bool:
        """Whether debtors paid just this, by the facts and its references or payers: an agency may settle as much."""
        for row in entry.rows:
            fact = self._paid_by(entry, row)
            if fact is None or not (row.reference or row.payer == fact.data.get("payer")):
                return False
        return True

    def _paid_by(self, entry: Entry, row: Row) -> Record | None:
        """A debtor's payment that a row is, if the facts tell of one; each explains one row."""
        wanted = (entry.day, row.amount, same_reference(row.reference))
        for fact in self._paid:
            booked = day_of(fact.data.get("booked")) or fact.at.date()
            reference = same_reference(fact.data.get("reference"))
            if (booked, decimal_of(fact.data.get("amount")), reference) == wanted:
                return fact
        return None


class _Settled:
    """The settlements that the facts tell of; each explains one entry."""

    def __init__(self, trace: Trace) -> None:
        self.known = bool(trace.of("fact"))
        self._open = trace.facts("principal_settled", "interest_settled")

    def take(self, entry: Entry) -> list[_Part]:
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


def _settles(fact: Record, entry: Entry) -> list[_Part]:
    """A settlement's parts. One whose reference is on no row of the entry names no invoice to the client."""
    if fact.data.get("batch"):
        return [(CLEARING, None, entry.amount, None)]
    if fact.data.get("fact") == "interest_settled":
        return [(INTEREST, None, entry.amount, None)]
    shown = {same_reference(row.reference) for row in entry.rows}
    return [
        (
            SETTLEMENT,
            str(row["number"]) if same_reference(row.get("reference")) in shown - {""} else None,
            decimal_of(row["amount"]) or Decimal(),
            str(row["number"]),
        )
        for row in fact.data.get("rows") or ()
    ]


def _in_journals(trace: Trace) -> Iterator[Movement]:
    """What an agency's journals say is paid: known once the client has read it, or had two ticks to."""
    for fact in trace.facts("batch_settled"):
        read = [call for call in trace.exchanges("list_settlements") if _shows(call, fact)]
        known = (read[0].op or read[0].id) if read else trace.second_tick_after(fact.id)
        for row in (fact.data.get("rows") or ()) if known is not None else ():
            number, amount = str(row["number"]), decimal_of(row["amount"]) or Decimal()
            day = day_of(fact.data.get("day"))
            yield Movement(
                SETTLEMENT, number, amount, known or 0, fact.id, owner=number, since=known or 0, day=day
            )


def _shows(call: Record, fact: Record) -> bool:
    items = call.means.get("items") or ()
    return call.accepted and any(row.get("settlement") == fact.data.get("settlement") for row in items)


def _entries(record: Record) -> list[Entry]:
    return entries(str(record.data.get("content") or ""))


def _handed_over(trace: Trace) -> list[Record]:
    return [record for record in trace.of("statement") if _was_taken(trace.get(record.op))]


def _was_taken(op: Record | None) -> bool:
    """A statement counts as told once the client took it; in a recorded trace without ops, at once."""
    return op is None or op.ok is not None


def _recorded(trace: Trace, *, answered: bool = True) -> Iterator[Movement]:
    """The payments that the user told the client of, and that it took; or those to which it gave no answer."""
    for act in trace.acts("record_payment"):
        amount = decimal_of(act.request.get("amount"))
        refused = (act.ok or {}).get("outcome") == "refused"
        if (act.ok is not None) == answered and not refused and amount is not None:
            kind = SETTLEMENT if act.request.get("from_agency") else DIRECT
            number, day = str(act.request.get("number")), day_of(act.request.get("date"))
            yield Movement(kind, number, amount, act.id, act.id, "user", since=act.id, day=day)


def _merged(shown: Iterable[Movement], recorded: Iterable[Movement]) -> list[Movement]:
    """Both, where what bank and user tell of one payment is one, known from the first on that names its invoice.

    The same are kind, invoice and amount; or the amount alone, where the bank had shown it before without an
    invoice: then the user says what it was.
    """
    left, merged = list(shown), []
    for one in recorded:
        same = next((other for other in left if _is_same(other, one)), None) or next(
            (other for other in left if _is_explained(other, one)), None
        )
        if same is not None:
            left.remove(same)
        merged.append(one if same is None else _joined(same, one))
    return sorted([*left, *merged], key=lambda one: (one.known, one.evidence))


def _joined(shown: Movement, recorded: Movement) -> Movement:
    """What bank and user tell of one payment: the user's words, and the bank's day."""
    known = recorded.known if shown.number is None else min(shown.known, recorded.known)
    since = min(shown.since, recorded.since)
    return replace(shown, kind=recorded.kind, number=recorded.number, known=known, since=since, told="both")


def _is_same(shown: Movement, recorded: Movement) -> bool:
    mine = (recorded.kind, recorded.number, recorded.amount)
    return (shown.kind, shown.number, shown.amount) == mine


def _is_explained(shown: Movement, recorded: Movement) -> bool:
    earlier = shown.number is None and shown.kind != INTEREST and shown.known < recorded.known
    return earlier and shown.amount == recorded.amount
