"""A row of an agency's table as a test expects it, and what the tables have in common."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NUMBER = "1001"
PAUSED = ("disputed", "more_time", "promised", "payment_plan", "on_hold")
LEGAL = ("legal_collection", "enforcement")


@dataclass(frozen=True)
class Row:
    """A row as it is expected; `to` is None for the way back, and `timers` those that are set under `settings`."""

    agency: str
    state: str
    on: str
    to: str | None
    letter: str | None = None
    expense: str | None = None
    closes: str | None = None
    bills: bool = False
    timers: tuple[str, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return f"{self.agency}: {self.on} in {self.state}"


def ends(agency: str, state: str, *, bills: bool) -> Iterator[Row]:
    yield Row(agency, state, "paid", "closed", closes="paid")
    yield Row(agency, state, "credited", "closed", closes="credited")
    yield Row(agency, state, "stopped", "closed", closes="cancelled", bills=bills)
    yield Row(agency, state, "bankrupt", "closed", closes="bankruptcy")
