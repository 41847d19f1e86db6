"""A story before it is told: what is drawn, as plain data that can be cut down and told anew.

Nothing here is resolved: an act names its invoice by place and its amount by a share, so that whatever is left out
or put in, the plan stays one that can be told (`conformance.explore.telling`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

PLAIN_MONDAY = date(2026, 1, 12)
MONDAYS = (
    PLAIN_MONDAY,
    date(2026, 1, 26),  # January ends on that Saturday
    date(2026, 2, 23),  # so does February, which is short
    date(2026, 3, 23),  # summer time begins on that Sunday
    date(2026, 3, 30),  # Easter begins on that Friday, and the month changes
    date(2026, 4, 27),  # May Day is that Friday
    date(2026, 6, 15),  # Midsummer Eve is that Friday
    date(2026, 10, 19),  # summer time ends on that Sunday
    date(2026, 12, 21),  # Christmas begins on that Thursday
    date(2026, 12, 28),  # the year changes on that Friday
)
"""The days on which stories begin. Banks are open until that Wednesday everywhere: the service is active by then."""

TOTALS = (Decimal("1000.00"), Decimal("100.00"), Decimal("600.03"), Decimal("250.50"))
SHARES = ("all", "half", "third", "forty", "more")
"""What an act is about of an invoice's total: all, a half or a third (cut to cents), 40.00, or 50.00 more than all."""

WAITS = (
    "at once",
    "twenty minutes",
    "three hours",
    "next morning",
    "next evening",
    "three days",
    "nine days",
)
"""How much later than the one before an act happens."""

BEHAVIOURS: tuple[Mapping[str, Any], ...] = (
    {"pays": "never"},
    {"pays": {"after": "transfer", "days": 1}},
    {"pays": {"after": "transfer", "days": 1, "amount": Decimal("40.00")}},
    {"pays": {"after": "transfer", "days": 1, "to": "creditor"}},
    {"pays": {"after": "reminder", "days": 1, "times": 2}},
    {"pays": {"after": "reminder", "days": 1, "more": Decimal("50.00")}},
    {"disputes": {"after": "reminder", "days": 0}, "pays": "never"},
    {"promises": {"after": "reminder", "days": 0, "to_pay_in": 3, "keeps": True}},
    {"asks_for_time": {"after": "reminder", "days": 0, "more": 4, "pays": True}},
    {"bankrupt": {"after": "reminder", "days": 1}, "pays": "never"},
)
"""How debtors behave. The first one does nothing by itself: acts make it pay."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice: which debtor gets it, its total, and when it can be handed over.

    The agency takes it `opens_in` days after the story's Wednesday. `handed_over`: the user wants it transferred as
    soon as it is sent.
    """

    debtor: int
    total: Decimal
    opens_in: int
    handed_over: bool


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that somebody does: `kind` is one of those that can be told, `choice` picks among its variants."""

    wait: str
    kind: str
    invoice: int
    share: str
    choice: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A story of one provider that begins on a Monday. `consumers` says of each debtor whether it is one."""

    country: str
    monday: date
    consumers: tuple[bool, ...]
    behaviours: tuple[int, ...]
    invoices: tuple[Owed, ...]
    doings: tuple[Doing, ...]
