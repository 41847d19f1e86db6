"""Whether the client tells its agency of credit notes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of
from conformance.checks._reports import Owed, amount_of, beyond, reports_on, unreported
from conformance.trace import Record
from conformance.verdict import Finding

_NOTHING = Decimal()


@check(
    "credit.reported",
    topic="credit",
    reads=("wire", "books"),
    right="40.00 of invoice 1001 are credited while it is being collected; the next tick reports 40.00 to "
    "the agency, and no later one does.",
    wrong="The 40.00 are booked and never reported, so that the agency goes on to collect them; or they are"
    " reported at two ticks, as 80.00 in all.",
    duties=("report_credit",),
)
def credit_reported(looking: Looking) -> Iterator[Finding]:
    """A credit note for a transferred invoice is reported to the agency, once.

    The client has two ticks for it, counted from when it can know both of the credit note and of the case.
    A client that refuses to credit the invoice, and books no credit, has nothing to report; nor has one whose
    credit note came before the transfer or after the case's end. The amount may be the credit note's or what
    was still open. A report of what had been reported in full before is one too many, also if it is refused.
    """
    for number in sorted({case.number for case in looking.books.cases.values()}):
        notes = _notes(looking, number)
        owed = [Owed(_amount(act), act.id, act.id, "a credit note") for act in notes]
        for case in looking.books.cases_of(number)[-1:]:
            yield from unreported(looking, "report_credit", case, owed)
        yield from _too_much(looking, number, owed)


def _notes(looking: Looking, number: str) -> list[Record]:
    """The credit notes that the client took: all but those that it refused, unless it booked them all the same."""
    acts = [
        act
        for act in looking.trace.acts("credit_invoice")
        if act.request.get("number") == number and act.ok is not None
    ]
    taken = {act.id for act in acts if (act.ok or {}).get("outcome") != "refused"}
    room = _booked(looking, number) - sum((_amount(act) for act in acts if act.id in taken), _NOTHING)
    for act in acts:
        if act.id not in taken and _NOTHING < _amount(act) <= room:
            taken.add(act.id)
            room -= _amount(act)
    return [act for act in acts if act.id in taken]


def _booked(looking: Looking, number: str) -> Decimal:
    """What the client's last ledger shows as credited of an invoice, less all its reversals."""
    ledgers = [ledger for view in looking.trace.views() if (ledger := view.rows("ledger")) is not None]
    mine = [row for row in (ledgers[-1] if ledgers else ()) if row.get("number") == number]
    credited = (decimal_of(row.get("amount")) or _NOTHING for row in mine if row.get("kind") == "credit")
    taken_back = (decimal_of(row.get("amount")) or _NOTHING for row in mine if row.get("kind") == "reversal")
    return sum(credited, _NOTHING) - sum(map(abs, taken_back), _NOTHING)


def _amount(act: Record) -> Decimal:
    return decimal_of(act.request.get("amount")) or _NOTHING


def _too_much(looking: Looking, number: str, owed: list[Owed]) -> Iterator[Finding]:
    reports = reports_on(looking, "report_credit", number, accepted=False)
    credited = sum((one.amount for one in owed), _NOTHING)
    told = _NOTHING
    for report in reports:
        again = (
            report.means.get("outcome") == "refused" and not report.data.get("fault") and told >= credited > 0
        )
        if not report.accepted and not again:
            continue
        told += amount_of(report)
        if told > credited:
            yield beyond("credited", number, credited, told, report, owed)
            return
