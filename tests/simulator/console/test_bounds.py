"""Pages of a company with 100,000 cases: what each looks at is counted. Only names are listed whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from simulator.console.books import MOST_READ
from simulator.console.lists import MOST_LOOKED, SIZE
from simulator.console.views.invoices import _MOST_MESSAGES
from simulator.domain import facts as f
from tests.simulator.console.person import Person
from tests.simulator.console.tale import tale

MANY = 100_000
HOME = "/console/sandboxes/1"
FEW = 4 * SIZE
"""What a page may look at beside the rows of its list: the agreement, the last case of each invoice, and such."""


class Counted:
    """How many entries were looked at."""

    def __init__(self) -> None:
        self.looks = 0


class ManyByKey(Mapping[str, Any]):
    """A mapping with 100,000 keys, `k0` on, behind each of which is the same."""

    def __init__(self, counted: Counted, one: Any, known: Mapping[str, Any]) -> None:
        self._counted, self._one, self._known = counted, one, dict(known)

    def __getitem__(self, key: str) -> Any:
        self._counted.looks += 1
        return self._known.get(key, self._one)

    def __contains__(self, key: object) -> bool:
        return key in self._known or (isinstance(key, str) and key[:1] == "k" and key[1:].isdigit())

    def __len__(self) -> int:
        return MANY

    def __iter__(self) -> Iterator[str]:
        return (f"k{number}" for number in range(MANY))


class ManyInOrder(Sequence[Any]):
    """A list of 100,000 times the same."""

    def __init__(self, counted: Counted, one: Any) -> None:
        self._counted, self._one = counted, one

    def __getitem__(self, which: Any) -> Any:
        if isinstance(which, slice):
            found = [self._one] * len(range(MANY)[which])
            self._counted.looks += len(found)
            return found
        self._counted.looks += 1
        return self._one

    def __len__(self) -> int:
        return MANY


@pytest.fixture(scope="module")
def large() -> tuple[Person, Counted]:
    """A sandbox with all that it has many of swollen, and a browser at it."""
    told, counted = tale(), Counted()
    state, outbox = told.sandbox.state, told.sandbox.outbox
    for name in ("cases", "invoices", "case_ids", "invoice_ids"):
        known = getattr(state, name)
        setattr(state, name, ManyByKey(counted, next(iter(known.values())), known))
    messages: Any = ManyByKey(counted, next(iter(outbox.messages.values())), outbox.messages)
    movements: Any = ManyInOrder(counted, _first(state.movements, f.CreditorPaid))
    timeline: Any = ManyInOrder(counted, _first(state.timeline, f.InvoiceDelivered))
    outbox.messages, state.movements, state.timeline = messages, movements, timeline
    return Person(told.desk.world), counted


def _first(items: Iterable[Any], kind: type[f.Fact]) -> Any:
    return next(each for each in items if isinstance(each.fact, kind))


@pytest.mark.parametrize(
    ("place", "most"),
    [
        ("", FEW),
        ("/cases", FEW),
        ("/cases?page=2000", FEW),
        ("/cases?state=nowhere", MOST_LOOKED + FEW),
        ("/cases?state=nowhere&before=40000", MOST_LOOKED + FEW),
        ("/invoices", FEW),
        ("/invoices?page=2000", FEW),
        ("/invoice?number=1001", _MOST_MESSAGES + MOST_READ + FEW),
        ("/search?q=k5", FEW),
        ("/facts", FEW),
        ("/facts?page=2000", FEW),
        ("/facts?kind=letter_sent", MOST_LOOKED + FEW),
        ("/facts?day=2026-02-01", FEW),
        ("/letters", MOST_LOOKED + FEW),
        ("/webhooks", FEW),
        ("/statements", MOST_READ + FEW),
        ("/settlements", MOST_READ + FEW),
        ("/services", FEW),
        ("/faults", FEW),
        ("/journal", FEW),
    ],
)
def test_a_page_looks_at_no_more_than_it_shows_or_says(
    large: tuple[Person, Counted], place: str, most: int
) -> None:
    person, counted = large
    counted.looks = 0
    heard = person.ask("GET", f"{HOME}{place}")
    assert heard.status in (200, 303)
    assert counted.looks <= most
