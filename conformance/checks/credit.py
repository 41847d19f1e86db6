"""Whether the client tells its agency of credit notes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from conformance.checks import Looking, check
from conformance.checks._books import decimal_of, shown
from conformance.checks._reports import Owed, amount_of, reports_on, unreported
from conformance.trace import Record
from conformance.verdict import Finding

_NOTHING = Decimal()


@check("credit.reported", topic="credit", reads=("wire", "books"), duties=("report_credit",))
def credit_reported(looking: Looking) -> Iterator[Finding]:
    """A credit note for a transferred invoice is reported to the agency, once.

    The client has two ticks for it, counted from when it can know both of the credit note and of the case.
    A client that refuses to credit the invoice has nothing to report; nor has one whose credit note came
    before the transfer or after the case's end. The amount may be the credit note's or what was still open.
    """
    for number in sorted({case.number for case in looking.books.cases.values()}):
        notes = [act for act in looking.trace.acts("credit_invoice") if _made(act, number)]
        owed = [Owed(_amount(act), act.id, act.id, "a credit note") for act in notes]
        for case in looking.books.cases_of(number)[-1:]:
            yield from unreported(looking, "report_credit", case, owed)
        yield from _too_much(looking, number, owed)


def _made(act: Record, number: str) -> bool:
    return act.request.get("number") == number and act.ok is not None and act.ok.get("outcome") != "refused"


def _amount(act: Record) -> Decimal:
    return decimal_of(act.request.get("amount")) or _NOTHING


def _too_much(looking: Looking, number: str, owed: list[Owed]) -> Iterator[Finding]:
    reports = reports_on(looking, "report_credit", number)
    credited = sum((one.amount for one in owed), _NOTHING)
    told = _NOTHING
    for report in reports:
        told += amount_of(report)
        if told > credited:
            yield Finding(
                message=f"more was reported as credited for invoice {number} than was credited",
                expected=f"{shown(credited)} reported in all",
                actual=shown(told),
                at=report.at.isoformat(),
                evidence=(*(one.evidence for one in owed), report.id),
            )
            return
