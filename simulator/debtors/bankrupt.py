"""`bankrupt`: a debtor goes bankrupt with all that it owes, and from then on pays nothing.

bankrupt: {after: demand, days: 5}
"""

from __future__ import annotations

from typing import Any

from simulator.debtors._when import after, day_of
from simulator.domain.paying import Act, Occasion

WORD = "bankrupt"

SCHEMA: dict[str, Any] = {
    "description": "when the debtor goes bankrupt, such as {after: demand, days: 5}",
    **after({}),
}


def intend(value: Any, occasion: Occasion) -> list[Act]:
    """Answer the bankruptcy that this occasion sets off."""
    day = day_of(value, occasion)
    return [] if day is None else [Act(day, "go_bankrupt")]
