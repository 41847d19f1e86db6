"""Several members on one store: each sandbox has one owner, and nobody else writes it."""

from __future__ import annotations

import pytest

from simulator.store import Missing, NotOurs
from tests.simulator.store.test_stores import BIRTH, row
from tests.simulator.store.together import Member, Together


@pytest.fixture
def two() -> tuple[Member, Member]:
    together = Together()
    return together.member("a"), together.member("b")


def test_who_makes_a_sandbox_has_it_and_others_are_told_where(two: tuple[Member, Member]) -> None:
    one, other = two
    one.create("x", BIRTH)
    assert one.shares is not None
    assert other.shares is not None
    assert one.shares.claim("x") is None
    assert other.shares.claim("x") == "a"
    with pytest.raises(NotOurs):
        other.append("x", row(1))
    with pytest.raises(Missing):
        other.shares.claim("y")
