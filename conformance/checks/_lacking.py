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


def missing(reads: Iterable[str], acts_alone: bool, lacks: Collection[str]) -> str:
    """What a check needs and a trace does not have; empty if nothing. Of the books it may need `acts_alone`."""
    for kind in reads:
        if kind in lacks or (kind == BOOKS and VIEWS in lacks and not acts_alone):
            return _MISSING[kind]
    return ""
