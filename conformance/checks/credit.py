"""Whether the client tells its agency of credit notes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from conformance.checks import Looking, check
from conformance.checks._books import shown
from conformance.checks._ledger import credit_notes, unanswered_notes
from conformance.checks._reports import (
    Owed,
    amount_of,
    beyond,
    notes_as_payments,
    notes_owed,
    reports_on,
    unreported,
)
from conformance.verdict import Finding

_NOTHING = Decimal()


@check(
    "credit.reported",
    topic="credit",
    reads=("wire", "books"),
    acts_alone=True,
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
    was still open. A report of what had been reported in full before is one too many, also if it is refused. Where
    credit notes are reported as payments, it is with these that they are judged.
    """
    for number in sorted({case.number for case in looking.books.cases.values()}):
        owed = notes_owed(credit_notes(looking, number))
        as_payments = notes_as_payments(looking, number)
        for case in looking.books.cases_of(number)[-1:] if not as_payments else ():
            yield from unreported(looking, "report_credit", case, owed)
        yield from _too_much(looking, number, owed)


def _too_much(looking: Looking, number: str, owed: list[Owed]) -> Iterator[Finding]:
    reports = reports_on(looking, "report_credit", number, accepted=False)
    known = [*owed, *notes_owed(unanswered_notes(looking, number))]
    credited = sum((one.amount for one in known), _NOTHING)
    told = _NOTHING
    for report in reports:
        again = (
            report.means.get("outcome") == "refused" and not report.data.get("fault") and told >= credited > 0
        )
        if not report.accepted and not again:
            continue
        told += amount_of(report)
        if told > credited:
            yield beyond("credited", number, credited, told, report, known)
            return


@check(
    "credit.as-payment",
    topic="credit",
    reads=("wire", "books"),
    right="40.00 of invoice 1001 are credited; the agency wants credit notes as payments, and is told of a payment of"
    " 40.00.",
    wrong="It is told of a credit note, by a call that the agency has for other corrections.",
    duties=("report_payment",),
    figure="credit_notes",
)
def credit_as_payment(looking: Looking) -> Iterator[Finding]:
    """Where an agency's rules have credit notes reported as payments, they are reported as nothing else.

    What was refused counts too.
    """
    for number in sorted({case.number for case in looking.books.cases.values()}):
        owed = notes_as_payments(looking, number)
        looking.at(len(owed))
        for call in reports_on(looking, "report_credit", number, accepted=False) if owed else ():
            yield Finding(
                message=f"a credit note of invoice {number} was reported otherwise than as a payment",
                expected=f"a payment of {shown(amount_of(call))}",
                actual=f"a credit note, {call.means.get('outcome')}",
                at=call.at.isoformat(),
                evidence=(call.id,),
            )
