"""Whether the client knows the end of a case from a payment."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks import Looking, check
from conformance.checks._books import Case, shown
from conformance.checks._owing import left_of
from conformance.trace import View
from conformance.verdict import Finding

_SETTLED = ("paid", "credited")


@check(
    "case.end-pays-nothing",
    topic="case",
    reads=("wire", "books"),
    right="The agency gives the case of invoice 1001 up, as uncollectable: the client shows it as closed, with 1240.00"
    " open. In June the debtor pays them to the company's account, and it is shown as paid.",
    wrong="The case has ended, and the client shows the invoice as paid, although nobody paid it.",
    rules=("CLIENT-PAY-2",),
)
def case_end_pays_nothing(looking: Looking) -> Iterator[Finding]:
    """The end of a case pays nothing: what is open of its invoice then is shown neither as paid nor as credited.

    Looked at are invoices whose last case has ended, wherever the story looks and at its end, if by all that
    the client was told something of them is open for certain. Which other state it shows is no matter here. Nothing
    is judged while a settlement is on the way, before the client has had two ticks to make something of a payment,
    or after a credit note that it refused.
    """
    for view in looking.trace.views():
        for row in view.rows("invoices") or ():
            number = str(row.get("number"))
            cases = [case for case in looking.books.cases_of(number) if case.opened < view.record.id]
            if row.get("state") is not None and cases:
                yield from _judged(looking, view, number, str(row["state"]), cases[-1])


def _judged(looking: Looking, view: View, number: str, state: str, case: Case) -> Iterator[Finding]:
    if case.closed is None or case.closed > view.record.id:
        return
    left = left_of(looking, number, view.record.id)
    if left is None or min(left.possible) <= 0:
        return
    looking.at()
    if state in _SETTLED:
        yield Finding(
            message=f"invoice {number} is shown as {state}, and what ended is its case: nothing has paid it",
            expected=f"another state, since {shown(left.due)} are open",
            actual=state,
            at=view.record.at.isoformat(),
            evidence=(*left.evidence, case.closed, view.record.id),
        )
