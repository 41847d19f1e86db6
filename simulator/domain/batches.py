"""A batch as it stands: what was taken in, and what became of each of its items so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from simulator.domain import facts as f


@dataclass(slots=True)
class Batch:
    """A batch that came at a moment; `results` are those of its first items, in their order."""

    taken: f.BatchTaken
    at: datetime
    results: list[f.BatchItemDone | f.BatchItemFailed] = field(default_factory=list)
    finished_at: datetime | None = None
