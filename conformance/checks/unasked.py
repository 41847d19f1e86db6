"""Whether the client tells the agency of payments and credit notes by itself."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks import Looking, check
from conformance.checks._chances import Chances
from conformance.checks._money import DIRECT
from conformance.checks._reports import REPORTS, reports_on
from conformance.trace import Record
from conformance.verdict import SHOULD, Finding


@check(
    "report.unasked",
    topic="payment",
    reads=("wire", "books"),
    acts_alone=True,
    right="The statement of Tuesday shows 760.00 for invoice 4001, and the tick that follows reports them.",
    wrong="The 760.00 wait until the user records them by hand on Thursday.",
    duties=("report_credit+report_payment",),
    severity=SHOULD,
)
def report_unasked(looking: Looking) -> Iterator[Finding]:
    """A direct payment and a credit note are reported to the agency without anybody having to ask.

    Asked is what is reported within an act of the user about the same invoice, though the client knew of it
    for two ticks: from a bank statement, or by an earlier act. That nothing is forgotten is judged elsewhere.
    """
    for number in sorted({case.number for case in looking.books.cases.values()}):
        for duty in REPORTS:
            for report in reports_on(looking, duty, number):
                looking.at()
                act = looking.trace.get(report.op)
                if act is not None and act.request.get("number") == number:
                    yield from _asked(looking, duty, number, report, act)


def _asked(looking: Looking, duty: str, number: str, report: Record, act: Record) -> Iterator[Finding]:
    """The finding that a report waited for the user, if the client had what it tells before."""
    if duty == "report_payment":
        known = [one.known for one in looking.money.of(DIRECT, number, before=act.id)]
    else:
        notes = looking.trace.acts("credit_invoice")
        known = [one.id for one in notes if one.id < act.id and one.request.get("number") == number]
    told = [one for one in reports_on(looking, duty, number) if one.id < report.id]
    if len(known) > len(told) and looking.trace.derived(Chances).missed(known[len(told)], act.id):
        yield Finding(
            message=f"a report about invoice {number} waited for the user to ask for it",
            expected="a report by itself, when the client knew of it",
            actual=f"one within the act {act.request.get('action')}",
            at=report.at.isoformat(),
            evidence=(known[len(told)], report.id),
        )
