"""The image of a sandbox: all that it is, as plain JSON values, to be compared with another."""

from __future__ import annotations

from typing import Any

from simulator.domain.draw import Draw
from simulator.domain.facts import Deadline
from simulator.domain.packing import Packing
from simulator.keeping.keeper import HINTS
from simulator.outbox import Message
from simulator.sandbox import Sandbox


def image(sandbox: Sandbox) -> dict[str, Any]:
    """Answer what a sandbox is, part by part; two that go on alike have the same.

    Of the agenda it has what is to come: what fell due and came to nothing is in no row of the log, and the agenda that
    is made from the log has it until time goes on.
    """
    state, packing = sandbox.state, Packing({Draw: sandbox.state.draw})
    parts = {
        name: packing.of(hint).packed(getattr(state, name))
        for name, hint in HINTS.items()
        if name != "case_events"
    }
    return {
        **parts,
        "case_events": [
            (event.case, event.nth, state.cases[event.case].events[event.nth] is event)
            for event in state.case_events
        ],
        "agenda": packing.of(list[Deadline]).packed(
            [each for each in sandbox.deadlines() if each.due > state.now]
        ),
        "messages": packing.of(dict[str, Message]).packed(sandbox.outbox.messages),
        "waiting": sandbox.outbox.waiting,
        "faults": sandbox.armed.kept,
        "facts": len(state.timeline),
        "now": state.now.isoformat(),
    }
