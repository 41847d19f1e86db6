"""Whether the client tells its agency of the payments that the agency cannot see, and of no others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, shown
from conformance.checks._ledger import taken_back, total_of, unanswered_notes
from conformance.checks._money import DIRECT, SETTLEMENT, Movement
from conformance.checks._reports import (
    Owed,
    amount_of,
    are_notes_payments,
    beyond,
    notes_as_payments,
    notes_owed,
    reports_on,
    unreported,
)
from conformance.trace import Record
from conformance.verdict import Finding

_NOTHING = Decimal()


@check(
    "payment.direct-reported",
    topic="payment",
    reads=("wire", "books"),
    right="The bank statement of 12 March shows 100.00 with the reference of invoice 1001, which is being "
    "collected; the tick of that morning reports 100.00 to the agency, once.",
    wrong="The 100.00 are booked and never reported, so the debtor gets another letter for them; or each "
    "statement reports them anew.",
    rules=("CLIENT-PAY-1",),
    duties=("report_payment",),
)
def payment_direct_reported(looking: Looking) -> Iterator[Finding]:
    """A payment that the debtor made directly to the creditor is reported to the agency, once.

    The client has two ticks for it, counted from when it can know both of the payment (on its bank
    statement with the invoice's reference, or from its user) and of the case. Right are: reports of several
    payments as one sum, of an overpayment in full or up to what was open, of a payment that came before the
    transfer; and none for such a payment, or once the case has ended, or if its user took it back before the two
    ticks were over. Where the agency's rules have credit notes reported as payments, these are reported in the same
    way.
    """
    for number in sorted({case.number for case in looking.books.cases.values()}):
        paid = looking.money.of(DIRECT, number)
        owed = [
            Owed(one.amount, one.known, one.evidence, f"a direct payment of {shown(one.amount)}")
            for one in paid
        ]
        owed += notes_as_payments(looking, number)
        for case in looking.books.cases_of(number)[-1:]:
            undone = taken_back(looking, number, len(looking.trace.records) + 1)
            yield from unreported(looking, "report_payment", case, owed, undone)
        yield from _too_much(looking, number, owed)


def _too_much(looking: Looking, number: str, owed: list[Owed]) -> Iterator[Finding]:
    """The first report that goes beyond what was paid, unless it is of a settlement: another check has that."""
    end = len(looking.trace.records) + 1
    unsure = notes_owed(unanswered_notes(looking, number)) if are_notes_payments(looking) else []
    maybe: list[Owed | Movement] = [
        *_not_recorded(looking, end),
        *looking.money.unsure(DIRECT, number),
        *unsure,
    ]
    room = sum((one.amount for one in (*owed, *maybe)), _NOTHING)
    told = _NOTHING
    settled = _reported_settlements(looking, number)
    for report in reports_on(looking, "report_payment", number):
        if report in settled:
            continue
        told += amount_of(report)
        if told > room:
            yield beyond("paid directly", number, room, told, report, [*owed, *maybe])
            return


def _not_recorded(looking: Looking, before: int) -> list[Movement]:
    """The unmatched payments less those that the user recorded as some invoice's: they are counted there."""
    left = looking.money.unmatched(before=before)
    for one in looking.money.of(DIRECT, before=before):
        same = next((other for other in left if other.amount == one.amount), None)
        if one.told == "user" and one.number is not None and same is not None:
            left.remove(same)
    return left


@check(
    "payment.settlement-not-reported",
    topic="payment",
    reads=("wire", "books"),
    acts_alone=True,
    right="The agency collects 250.00 and settles them; the client books them, and reports nothing.",
    wrong="It takes the 250.00 on its statement for a payment by the debtor, and reports them to the agency"
    " as paid directly.",
    rules=("CLIENT-PAY-1",),
)
def payment_settlement_not_reported(looking: Looking) -> Iterator[Finding]:
    """Money that came through the agency is not reported back to it as a direct payment.

    A report is wrong if its amount is that of a settlement, or of a payment that the agency told of, and no
    direct payment that the client knew of explains it. What was refused counts too: the client tried.
    """
    for number in sorted({case.number for case in looking.books.cases.values()}):
        looking.at(len(looking.money.of(SETTLEMENT, number)))
        looking.at(len(reports_on(looking, "report_payment", number, accepted=False)))
        for report in _reported_settlements(looking, number):
            yield _reported_back(looking, number, report)


def _reported_settlements(looking: Looking, number: str) -> list[Record]:
    """The reports of money that came through the agency."""
    found: list[Record] = []
    told = _NOTHING
    for report in reports_on(looking, "report_payment", number, accepted=False):
        amount = amount_of(report)
        direct = [
            *looking.money.of(DIRECT, number, before=report.id),
            *looking.money.unmatched(before=report.id),
        ]
        credited = [one.amount for one in notes_as_payments(looking, number) if one.known < report.id]
        explained = amount <= total_of(direct) + sum(credited, _NOTHING) - told
        tried = report.means.get("outcome") not in ("failed", "unknown")
        if tried and not explained and amount in _through_the_agency(looking, number, report.id):
            found.append(report)
        elif report.accepted:
            told += amount
    return found


def _through_the_agency(looking: Looking, number: str, before: int) -> set[Decimal]:
    """The amounts that the agency settled or told of, as the client knew them before a record."""
    amounts = {one.amount for one in looking.money.of(SETTLEMENT, number, before=before)}
    for fact in looking.trace.facts("payment_received"):
        if fact.id < before and fact.data.get("number") == number:
            amounts |= {decimal_of(fact.data.get(part)) or _NOTHING for part in ("amount", "principal")}
    for told in looking.trace.of("exchange"):
        for row in told.means.get("items") or () if told.id < before else ():
            if row.get("actor") == "agency" and looking.books.number_of(row) == number:
                amounts.add(decimal_of(row.get("amount")) or _NOTHING)
    return amounts - {_NOTHING}


def _reported_back(looking: Looking, number: str, report: Record) -> Finding:
    settled = looking.money.of(SETTLEMENT, number, before=report.id)
    return Finding(
        message=f"what the agency settled for invoice {number} was reported to it as paid directly",
        expected="no report of it",
        actual=f"a report of {shown(amount_of(report))}, {report.means.get('outcome')}",
        at=report.at.isoformat(),
        evidence=(*(one.evidence for one in settled), report.id),
    )
