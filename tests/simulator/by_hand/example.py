"""A case worked out by hand: what goes in, and what must come out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A case and what must come of it. Amounts are text, days are dates; who pays without an amount pays everything."""

    kind: str  # b2b or b2c
    principal: str
    due: str
    transferred: str
    letters: tuple[tuple[str, str, str], ...]  # letter, day, fee
    pays: tuple[tuple[str, str | None], ...]  # day (at 10:00), amount
    received: tuple[tuple[str, str, str, str], ...]  # fees, interest, principal, returned: of each payment
    settled: tuple[tuple[str, str], ...]  # day, principal
    interest: tuple[tuple[str, str], ...]  # day, a month's interest
    vat: tuple[str, str]  # the principal without tax, and the tax
    how: str = "reminder_and_collection"
    assumed: bool = False  # a rate was carried on past its half-year
