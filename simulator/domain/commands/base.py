"""What every command is, and those that come of time passing."""

from __future__ import annotations

import datetime
import re
from typing import ClassVar

from simulator.domain.record import record


class Refusal(Exception):
    """A command that is not carried out. `kind` says why in one word, `sentence` in full, `rules` by which rules.

    Kinds: `invalid` (the request itself is wrong), `forbidden` (not now, or not for this company),
    `not_found`, `conflict` (it is there already), `unavailable` (later, see `NotNow`).
    """

    def __init__(self, kind: str, sentence: str, *rules: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.rules = rules


class NotNow(Refusal):
    """A command that is not carried out before `until` (UTC): the agency does not work now."""

    def __init__(self, sentence: str, until: datetime.datetime, *rules: str) -> None:
        super().__init__("unavailable", sentence, *rules)
        self.until = until


@record(kw_only=True)
class Command:
    """Something to be done. `kind` is its name in the log, in snake case."""

    kind: ClassVar[str] = "command"
    known: ClassVar[dict[str, type[Command]]] = {}

    def __init_subclass__(cls) -> None:
        """Register the subclass under the snake case of its own name."""
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        Command.known[cls.kind] = cls


@record(kw_only=True)
class AdvanceClock(Command):
    """Let time pass; what falls due on the way comes as `Reach`."""


@record(kw_only=True)
class GoOnApart(Command):
    """This sandbox was made from another's log until here: nobody is told anything of it who was told of that one."""


@record(kw_only=True)
class Reach(Command):
    """A deadline is reached: `subject` does `name`."""

    subject: str
    name: str


WITHOUT_FACTS = (AdvanceClock, GoOnApart)
"""Commands that lead to no fact, and are kept in the log all the same."""
