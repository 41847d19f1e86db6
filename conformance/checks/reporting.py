"""Whether what the client reports to its agency says what truly happened: the day, and the credit note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from conformance.checks import Looking, check
from conformance.checks._books import day_of
from conformance.checks._ledger import amount_in
from conformance.checks._money import DIRECT
from conformance.checks._reports import amount_of, notes_as_payments, reports_on
from conformance.trace import Record
from conformance.verdict import Finding

_What = TypeVar("_What")


@check(
    "payment.report-dated",
    topic="payment",
    reads=("wire", "books"),
    acts_alone=True,
    right="The user records on 9 March that 300.00 were paid on 6 March, and the bank booked them on 9 March: a report"
    " of either day is right.",
    wrong="The report names 10 March, the day on which the client read the statement.",
    duties=("report_payment",),
)
def payment_report_dated(looking: Looking) -> Iterator[Finding]:
    """A report of a direct payment names the day of that payment: the bank's, or the one that its user recorded.

    The payment is one of the report's amount, or where there is none any that the client knew of, so that a sum of
    several may name the day of each. Not judged is a report without a day, or of money that nobody told the client of.
    A credit note that is reported as a payment names its own day.
    """
    for number in sorted(looking.books.invoices):
        for report in reports_on(looking, "report_payment", number):
            named, paid = day_of(report.means.get("date")), _fitting(_paid(looking, number, report), report)
            if named is not None and paid:
                looking.at()
                if named not in paid:
                    yield _other_day(report, f"a direct payment of invoice {number}", named, paid)


def _paid(looking: Looking, number: str, report: Record) -> Iterator[tuple[Decimal, date]]:
    """The direct payments that the client knew of before a report, each with a day that it knew of it."""
    money = looking.money
    for one in (*money.of(DIRECT, number, before=report.id), *money.unmatched(before=report.id)):
        if one.day is not None:
            yield one.amount, one.day
    for act in looking.trace.acts("record_payment"):
        day = day_of(act.request.get("date"))
        mine = act.request.get("number") == number and not act.request.get("from_agency")
        if act.id < report.id and mine and day is not None:
            yield amount_in(act), day
    for note in notes_as_payments(looking, number):
        told = looking.trace.get(note.evidence)
        if told is not None and note.known < report.id:
            yield (
                note.amount,
                day_of(told.request.get("date")) or told.at.astimezone(looking.trace.zone).date(),
            )


@check(
    "credit.report-named",
    topic="credit",
    reads=("wire", "books"),
    acts_alone=True,
    right="Credit note C-6001 of 7 May is reported with that number and that day.",
    wrong="It is reported under the number of the invoice, or as of the day of the report.",
    duties=("report_credit",),
)
def credit_report_named(looking: Looking) -> Iterator[Finding]:
    """A report of a credit note names that credit note: its number and its day.

    It is the credit note of the report's amount, or where there is none any that the user told of before. What a
    report leaves out is not judged.
    """
    for number in sorted(looking.books.invoices):
        for report in reports_on(looking, "report_credit", number):
            acts = [
                act for act in looking.trace.acts("credit_invoice") if act.request.get("number") == number
            ]
            told = _fitting(((amount_in(act), act) for act in acts if act.id < report.id), report)
            if told:
                looking.at()
                yield from _misnamed(report, number, told)


def _misnamed(report: Record, number: str, told: list[Record]) -> Iterator[Finding]:
    named, day = report.means.get("credit_note"), day_of(report.means.get("date"))
    numbers = [str(act.request.get("credit_note_number")) for act in told]
    days = [found for act in told if (found := day_of(act.request.get("date"))) is not None]
    if named is not None and str(named) not in numbers:
        yield Finding(
            message=f"a credit note of invoice {number} was reported under another number",
            expected=" or ".join(numbers),
            actual=str(named),
            at=report.at.isoformat(),
            evidence=(*(act.id for act in told), report.id),
        )
    elif day is not None and days and day not in days:
        yield _other_day(report, f"a credit note of invoice {number}", day, days)


def _fitting(known: Iterable[tuple[Decimal, _What]], report: Record) -> list[_What]:
    """Of all that was known, with its amounts, what has a report's amount; all of it if nothing has."""
    found = list(known)
    return [what for amount, what in found if amount == amount_of(report)] or [what for _, what in found]


def _other_day(report: Record, what: str, named: date, days: Iterable[date]) -> Finding:
    return Finding(
        message=f"{what} was reported with another day",
        expected=" or ".join(sorted({day.isoformat() for day in days})),
        actual=named.isoformat(),
        at=report.at.isoformat(),
        evidence=(report.id,),
    )
