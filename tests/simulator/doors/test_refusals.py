"""What a sandbox for tests in Python is told wrongly, and how it says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator import Dunbox, Refused


@pytest.fixture
def dunbox() -> Iterator[Dunbox]:
    with Dunbox() as one:
        yield one


def test_an_invoice_that_is_not_said_whole_is_refused_in_words(dunbox: Dunbox) -> None:
    dunbox.debtor("acme", kind="company")
    with pytest.raises(Refused, match=r"'12,40' is no amount; .*such as '1240\.00'"):
        dunbox.invoice("1001", "acme", "12,40", due_date="2026-01-28")
    with pytest.raises(
        Refused, match="invoice '1001' needs a due_date; given are: number, debtor, total, due_dat"
    ):
        dunbox.invoice("1001", "acme", "12.40", due_dat="2026-01-28")


def test_a_payment_of_no_amount_is_refused_in_words(dunbox: Dunbox) -> None:
    dunbox.debtor("acme", kind="company")
    dunbox.invoice("1001", "acme", "12.40", due_date="2026-01-28", sent=True)
    with pytest.raises(Refused, match="'3,5' is no amount"):
        dunbox.pay("1001", "3,5")


@pytest.mark.parametrize("pays", ["nevr", {"aftr": "due"}])
def test_a_behaviour_that_cannot_be_meant_is_refused_with_one_that_can(dunbox: Dunbox, pays: Any) -> None:
    with pytest.raises(
        Refused, match=r"debtor 'acme': pays cannot be .*allowed: .*\{after: reminder, days: 3\}"
    ):
        dunbox.debtor("acme", kind="company", pays=pays)
