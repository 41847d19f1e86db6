"""Whether the user gets to read what the agency writes about an invoice."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks import Looking, check
from conformance.checks._chances import Chances
from conformance.checks._lacking import BOOKS, TRUTH
from conformance.trace import View
from conformance.verdict import Finding


@check(
    "case.comment-shown",
    topic="case",
    reads=(TRUTH, BOOKS),
    right="The agency writes `The debtor asks for a receipt.` on the case of invoice 1001: that is among the messages"
    " of the invoice the next morning.",
    wrong="The client reads the case, and keeps what was written to itself.",
    duties=("read_events+list_events",),
)
def case_comment_shown(looking: Looking) -> Iterator[Finding]:
    """What somebody at the agency writes on a case reaches the user, whole, at the invoice.

    So does what it says when it puts collection on hold. It is late after two ticks at which the client could have read
    it. White space, and what the client puts before and behind, do not count. Views without messages tell nothing.
    """
    chances = looking.trace.derived(Chances)
    for fact in looking.trace.facts("comment_made", "collection_paused"):
        if fact.data.get("by") != "agency" or not fact.data.get("text"):
            continue
        number, text = str(fact.data.get("number")), _plain(fact.data.get("text"))
        views = [view for view in looking.trace.views() if _can_show(view)]
        ripe = [view for view in views if chances.missed(fact.id, view.record.id)]
        if not ripe:
            continue
        looking.at()
        if not any(text in _plain(shown) for shown in _messages(ripe[0], number)):
            yield Finding(
                message=f"the user does not get to read what the agency wrote about invoice {number}",
                expected=text,
                actual="no message with that",
                at=ripe[0].record.at.isoformat(),
                evidence=(fact.id, ripe[0].record.id),
            )


def _can_show(view: View) -> bool:
    return view.rows("messages") is not None or any("messages" in row for row in view.rows("invoices") or ())


def _messages(view: View, number: str) -> Iterator[object]:
    """The texts that a view shows about an invoice."""
    for row in view.rows("messages") or ():
        if str(row.get("number")) == number:
            yield row.get("text")
    for row in view.rows("invoices") or ():
        if str(row.get("number")) == number:
            for one in row.get("messages") or ():
                yield one.get("text") if isinstance(one, dict) else one


def _plain(text: object) -> str:
    return " ".join(str(text).split())
