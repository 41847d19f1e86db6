"""How plans are drawn: what hypothesis chooses from, with the simplest first, since it shrinks towards that."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.explore.acting import KINDS
from conformance.explore.ground import Ground
from conformance.explore.plan import BEHAVIOURS, MONDAYS, SHARES, TOTALS, WAITS, Doing, Owed, Plan

_T = TypeVar("_T")

MOST_DOINGS, LEAST_DOINGS = 10, 4
_COUNTS = (1, 1, 2, 2, 3)
_VARIANTS = 4
# What meddles with each other is drawn together: a story of all kinds of things has each of them too seldom.
MIXES = (
    ("pays", "pays the creditor", "records", "credits", "takes back", "again"),
    ("pays", "pays the creditor", "records", "credits", "takes back", "again"),
    ("pays the creditor", "records", "credits", "again", "calls suffer"),
    ("pays the creditor", "records", "credits", "again", "calls suffer"),
    ("pays", "comments", "looks", "webhooks suffer", "calls suffer"),
    ("hands over", "changes the due date", "automates", "credits", "pays", "pays the creditor"),
    tuple(KINDS),
)
# Most trouble comes of things that happen close to each other; and days take time to play.
_CLOSE = (14, 5, 3, 8, 3, 2, 1)
_WAITS = [wait for wait, times in zip(WAITS, _CLOSE, strict=True) for _ in range(times)]
_SHARES = [*SHARES, "half", "third", "forty"]
_OPENS = [-1, -1, -1, 0, 1, 2, 4, 6]
# Most debtors wait for the acts of the story; so many of ten do something of their own.
_BEHAVIOURS = [*[0] * (2 * len(BEHAVIOURS)), *range(len(BEHAVIOURS))]


def plans(ground: Ground) -> SearchStrategy[Plan]:
    """Plans of a provider's stories."""
    return _plan(ground)


@st.composite
def _plan(draw: DrawFn, ground: Ground) -> Plan:
    count = draw(st.sampled_from(_COUNTS))
    kinds = draw(st.sampled_from(MIXES))
    consumers = st.just(False) if ground.follows_all else st.sampled_from([False, False, True])

    def each(one: SearchStrategy[_T]) -> tuple[_T, ...]:
        return tuple(draw(st.lists(one, min_size=count, max_size=count)))

    return Plan(
        country=draw(st.sampled_from([*ground.countries[:1] * 3, *ground.countries])),
        monday=draw(st.sampled_from(MONDAYS)),
        consumers=each(consumers),
        behaviours=each(st.sampled_from(_BEHAVIOURS)),
        invoices=each(_owed(count)),
        doings=tuple(draw(st.lists(_doing(kinds, count), min_size=LEAST_DOINGS, max_size=MOST_DOINGS))),
    )


def _owed(count: int) -> SearchStrategy[Owed]:
    return st.builds(
        Owed,
        debtor=st.integers(0, count - 1),
        total=st.sampled_from(TOTALS),
        opens_in=st.sampled_from(_OPENS),
        handed_over=st.sampled_from([False, True, True, True]),
    )


def _doing(kinds: tuple[str, ...], count: int) -> SearchStrategy[Doing]:
    return st.builds(
        Doing,
        wait=st.sampled_from(_WAITS),
        kind=st.sampled_from(kinds),
        invoice=st.integers(0, count - 1),
        share=st.sampled_from(_SHARES),
        choice=st.integers(0, _VARIANTS - 1),
    )
