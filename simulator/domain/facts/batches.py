"""Batches: many things that a company sends in one call, and the agency works off later, one by one."""

from __future__ import annotations

from typing import Any

from simulator.domain.facts.base import Fact
from simulator.domain.record import record


@record(kw_only=True)
class BatchTaken(Fact):
    """The agency took a batch in; `items` are of one `type`: `invoices`, `payments` or `corrections`."""

    batch: str
    provider: str
    type: str
    items: tuple[dict[str, Any], ...]


@record(kw_only=True)
class BatchItemDone(Fact):
    """The next item of a batch was carried out; what it led to stands before it. `invoice` and `case` are its own."""

    batch: str
    invoice: str
    case: str


@record(kw_only=True)
class BatchItemFailed(Fact):
    """The next item of a batch was not carried out; `reason` is what the company is told."""

    batch: str
    reason: str


@record(kw_only=True)
class BatchFinished(Fact):
    """Every item of a batch has been worked off."""

    batch: str
    provider: str
