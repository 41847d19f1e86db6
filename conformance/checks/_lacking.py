"""What a trace does not have, and which checks cannot be made for want of it.

Its first record says so in `lacks`: a kind of what checks read (`wire`, `books`, `truth`), or `views`. The latter is
of a client that is told what its user does, while nobody sees what it shows and answers its user: of its books the acts
are known and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

WIRE, BOOKS, TRUTH, VIEWS = "wire", "books", "truth", "views"

_MISSING = {
    WIRE: "the calls of the client",
    BOOKS: "the client's books",
    TRUTH: "what truly happened",
    VIEWS: "the client's books",
}

# Checks that need nothing of the books but what the user asked for.
BY_ACTS = frozenset(
    {
        "activation.asked",
        "activation.contact",
        "auth.secrets-hidden",
        "case.comment-sent",
        "case.nothing-after-end",
        "credit.report-named",
        "credit.reported",
        "group.set",
        "invoice.as-told",
        "invoice.once",
        "network.not-repeated-unchanged",
        "payment.report-dated",
        "payment.settlement-not-reported",
        "report.unasked",
        "transfer.amount",
        "transfer.as-set",
        "transfer.asked",
        "transfer.collection-type",
        "transfer.debtor",
        "transfer.due-date",
        "transfer.left-alone",
        "transfer.not-early",
        "transfer.own-costs",
        "transfer.receivable",
        "transfer.since-switched-on",
        "transfer.while-active",
        "transfer.whole-address",
        "transfer.without-the-note",
    }
)


def missing(check: str, reads: Iterable[str], lacks: Collection[str]) -> str:
    """What a check needs and a trace does not have; empty if nothing."""
    for kind in reads:
        if kind in lacks or (kind == BOOKS and VIEWS in lacks and check not in BY_ACTS):
            return _MISSING[kind]
    return ""
