"""What a client owes its agency a report of, and whether it reported it: soon enough, wholly, and once.

Used for direct payments and for credit notes alike. Amounts are compared as sums, so that one report of two
payments and two reports of one are equally right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from conformance.checks._books import Case, decimal_of, shown
from conformance.checks._chances import Chances
from conformance.checks._ledger import amount_in, credit_notes
from conformance.checks._money import Movement
from conformance.checks._registry import Looking
from conformance.trace import Record
from conformance.verdict import Finding

REPORTS = ("report_payment", "report_credit")
_NOTHING = Decimal()


@dataclass(frozen=True, slots=True)
class Owed:
    """Something to report: the client could know of it from the record `known` on; `evidence` shows it."""

    amount: Decimal
    known: int
    evidence: int
    what: str


def reports_on(looking: Looking, duty: str, number: str, *, accepted: bool = True) -> list[Record]:
    """The client's reports about an invoice's cases: those that were accepted, or all.

    Accepted is what the provider took, also if the client never heard of it.
    """
    calls = looking.trace.exchanges(duty)
    return [
        call
        for call in calls
        if looking.books.number_of(call.means) == number and (call.accepted or call.committed or not accepted)
    ]


def amount_of(report: Record) -> Decimal:
    """The amount of a report; nothing if it names none."""
    return decimal_of(report.means.get("amount")) or _NOTHING


def notes_owed(acts: Iterable[Record]) -> list[Owed]:
    """What credit notes give to report, by the acts in which the user made them."""
    return [Owed(amount_in(act), act.id, act.id, "a credit note") for act in acts]


def are_notes_payments(looking: Looking) -> bool:
    """Whether the agency's rules have credit notes reported as payments."""
    provider = str(looking.trace.start.get("provider"))
    return bool(looking.catalogue.value(provider, "report_payment", "credit_notes"))


def notes_as_payments(looking: Looking, number: str) -> list[Owed]:
    """The credit notes of an invoice that its agency is told of as payments; none where its rules do not say so."""
    return notes_owed(credit_notes(looking, number)) if are_notes_payments(looking) else []


def beyond(
    what: str, number: str, room: Decimal, told: Decimal, report: Record, known: Sequence[Owed | Movement]
) -> Finding:
    """The finding that a report goes beyond what there was to report; `what` says how it was paid or credited."""
    return Finding(
        message=f"more was reported as {what} for invoice {number} than was {what.split(maxsplit=1)[0]}",
        expected=f"{shown(room)} reported in all",
        actual=shown(told),
        at=report.at.isoformat(),
        evidence=(*(one.evidence for one in known), report.id),
    )


def unreported(
    looking: Looking,
    duty: str,
    case: Case,
    owed: Sequence[Owed],
    undone: Sequence[tuple[int, Decimal]] = (),
) -> Iterator[Finding]:
    """What the client left unreported through two ticks at which it could have told; counts what it judges.

    Not required: what it knew before it transferred the invoice, what the case's end overtook, and what was `undone`
    (by the act, the amount) before those ticks were over.
    """
    due = _NOTHING
    for one in sorted(owed, key=lambda one: max(one.known, case.opened)):
        could = max(one.known, case.opened)
        tick = looking.trace.derived(Chances).second_after(could)
        if one.known < transferred(looking, case):
            continue
        last = looking.trace.end_of(tick) if tick is not None else looking.trace.records[-1].id
        due += one.amount
        told = _sum(looking, duty, case.number, last)
        none = sum((amount for act, amount in undone if act <= last), _NOTHING)
        if told >= min(due - none, _left(looking, duty, case, last)):
            looking.at(due > none)
        elif tick is not None and (case.closed is None or case.closed > last):
            looking.at()
            yield _missing(looking, duty, case, one, tick)


def transferred(looking: Looking, case: Case) -> int:
    """The record with which the case's invoice was handed over."""
    calls = [
        call.id for call in looking.trace.exchanges("transfer") if call.accepted and call.id < case.opened
    ]
    mine = [call for call in calls if _is_about(looking, call, case.number)]
    return mine[-1] if mine else case.opened


def _is_about(looking: Looking, call: int, number: str) -> bool:
    record = looking.trace.get(call)
    return record is not None and looking.books.number_of(record.means) == number


def _sum(looking: Looking, duty: str, number: str, last: int) -> Decimal:
    return sum((amount_of(call) for call in reports_on(looking, duty, number) if call.id <= last), _NOTHING)


def _left(looking: Looking, duty: str, case: Case, last: int) -> Decimal:
    """The principal that is left to report: what the agency collected, or heard of as something else, is off it."""
    if case.principal is None:
        return Decimal("Infinity")
    collected = [
        decimal_of(fact.data.get("principal")) or _NOTHING
        for fact in looking.trace.facts("payment_received")
        if fact.id <= last and fact.data.get("case") == case.id
    ]
    others = [_sum(looking, other, case.number, last) for other in REPORTS if other != duty]
    return max(_NOTHING, case.principal - sum(collected, _NOTHING) - sum(others, _NOTHING))


def _missing(looking: Looking, duty: str, case: Case, one: Owed, tick: int) -> Finding:
    reports = reports_on(looking, duty, case.number)
    late = [call for call in reports if call.id > looking.trace.end_of(tick)]
    when = looking.trace.get(tick)
    told = f"{shown(_sum(looking, duty, case.number, looking.trace.end_of(tick)))} reported by then"
    return Finding(
        message=f"{one.what} of invoice {case.number} was "
        + ("reported late" if late else "never reported" if not reports else "reported in part"),
        expected=f"a report of {shown(one.amount)} at the second tick at the latest",
        actual=f"{told}; a report at {late[0].at.isoformat()}" if late else told,
        at=when.at.isoformat() if when else "",
        evidence=(one.evidence, *(call.id for call in late[:1])),
    )
