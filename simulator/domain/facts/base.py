"""What every fact is."""

from __future__ import annotations

import datetime
import re
from typing import ClassVar

from simulator.domain.record import record


@record()
class Deadline:
    """A moment (UTC) at which `subject` has to do `name`. A later one for the same two replaces it."""

    due: datetime.datetime
    subject: str
    name: str


@record(kw_only=True)
class Fact:
    """Something that happened. A subclass says what; `kind` is its name on the timeline, in snake case."""

    kind: ClassVar[str] = "fact"
    known: ClassVar[dict[str, type[Fact]]] = {}

    rules: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    def __init_subclass__(cls) -> None:
        """Register the subclass under the snake case of its own name."""
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        Fact.known[cls.kind] = cls
