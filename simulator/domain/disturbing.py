"""Faults: what a tester wants to go wrong on the wire. They change nothing in the world that is on it."""

from __future__ import annotations

from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.record import record
from simulator.domain.state import Deciders, State


@record(kw_only=True)
class FaultSet(f.Fact):
    """From now on something can go wrong on the wire; `words` say what, and which calls or messages it strikes."""

    fault: str
    words: dict[str, Any]


@record(kw_only=True)
class FaultRemoved(f.Fact):
    """A fault was taken back; what it has struck stays so."""

    fault: str


@record(kw_only=True)
class FaultUsedUp(f.Fact):
    """A fault has struck calls as often as it was to, and strikes no more; calls themselves are not in the log."""

    fault: str


def set_fault(state: State, command: c.SetFault) -> list[f.Fact]:
    """Let something go wrong from now on."""
    return [FaultSet(fault=state.draw.uuid("fault", str(len(state.timeline))), words=command.words)]


def remove_fault(state: State, command: c.RemoveFault) -> list[f.Fact]:
    """Let it go right again."""
    return [FaultRemoved(fault=command.fault)]


def use_up_fault(state: State, command: c.UseUpFault) -> list[f.Fact]:
    """Keep that it strikes no more."""
    return [FaultUsedUp(fault=command.fault)]


DECIDE: Deciders = {c.SetFault: set_fault, c.RemoveFault: remove_fault, c.UseUpFault: use_up_fault}
