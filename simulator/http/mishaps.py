"""What faults do to one call: the core asks at its arrival and at its answer, and does what they say."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from simulator.armed import Fault
from simulator.domain.commands import UseUpFault
from simulator.faults import Spoilable, Visit
from simulator.port import Problem
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.store import StoreError

_LOG = logging.getLogger("dunbox")


class Cut(Exception):
    """The connection is cut, and nothing was done."""


@dataclass(slots=True)
class Mishaps:
    """What has struck one call. `delay` is in seconds; `as_of` (UTC) is when it is answered as things stood then."""

    sandbox: Sandbox
    visit: Visit
    struck: list[Fault] = field(default_factory=list)
    delay: float = 0.0
    cut: bool = False
    as_of: datetime | None = None
    calls: list[tuple[Fault, dict[str, Any]]] = field(default_factory=list)

    @property
    def named(self) -> str | None:
        """The kind of the weightiest fault that struck."""
        heaviest = max(self.struck, key=lambda fault: int(fault.kind.WEIGHT), default=None)
        return heaviest.words["kind"] if heaviest else None

    def arrive(self) -> None:
        """Let faults strike before the work; raises `Problem` or `Cut` where nothing is to be done."""
        refusals = self._strike()
        if self.cut:
            raise Cut
        if refusals:  # none stays in this frame, or the two would hold each other, and the sandbox
            raise refusals.pop()

    def _strike(self) -> list[Problem]:
        """Let faults strike before the work; answers what the call is to be answered in place of it, if anything."""
        refusals: list[Problem] = []
        for fault, effect in self.sandbox.armed.before(self.visit, self.sandbox.moment(self.visit.channel)):
            self._struck_by(fault)
            self.delay += effect.delay
            self.cut = self.cut or effect.cut
            self.as_of = effect.as_of or self.as_of
            refusals[:] = [effect.refusal] if effect.refusal else refusals
        return refusals

    def leave(self, answer: Spoilable) -> Spoilable:
        """Let faults strike the answer of a call that none has stopped; answers what is left of it."""
        if self.visit.stopped:
            return answer
        self.visit.body = bool(answer.body)
        for fault, effect in self.sandbox.armed.after(self.visit):
            self.calls += [(fault, call) for call in effect.calls]
            self._struck_by(fault)
            self.cut = self.cut or effect.cut
            answer = effect.spoil(answer) if effect.spoil else answer
        return answer

    def _struck_by(self, fault: Fault) -> None:
        """Write down what struck; what was its last time is kept, so that it is not live again after a restart."""
        self.struck.append(fault)
        if not fault.used_up:
            return
        try:
            self.sandbox.handle(UseUpFault(fault=fault.id))
        except StoreError as error:
            _LOG.warning("fault %s of sandbox %s may strike again: %s", fault.id, self.sandbox.id, error)

    def meanwhile(self) -> None:
        """Make the calls that come between this one and the next; what is refused of them is told by the fault."""
        for fault, call in self.calls:
            _run(self.sandbox, fault, call)


def _run(sandbox: Sandbox, fault: Fault, call: dict[str, Any]) -> None:
    words = {name: value for name, value in call.items() if name != "call"}
    try:
        sandbox.run_errand(call["call"], words)
    except (Refused, StoreError) as refused:
        fault.fail(f"{call['call']}: {refused}")
        _LOG.warning("fault %s of sandbox %s: %s: %s", fault.id, sandbox.id, call["call"], refused)
