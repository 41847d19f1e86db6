"""What goes wrong on the wire, at somebody's wish: faults are set and taken back, messages are sent once more."""

from __future__ import annotations

from simulator import armed
from simulator import faults as kinds
from simulator.console.forms import said
from simulator.console.routing import WORD, action, page
from simulator.console.views.faults import faults as looked
from simulator.console.views.webhooks import message as looked_message
from simulator.console.visit import Visit
from simulator.port import Answer
from simulator.refused import Refused


@page("/sandboxes/{id}/faults/new/{kind}")
def fault(visit: Visit) -> Answer:
    """Show the form that sets a fault of a kind."""
    kind = _kind(visit)
    return visit.shown("fault.html", kind=kind, title=kinds.words()[kind]["title"])


@action("/sandboxes/{id}/faults/new/{kind}", fault, more=True)
def set_fault(visit: Visit) -> Answer:
    """Set a fault."""
    kind, before = _kind(visit), visit.sandbox.facts_total
    visit.sandbox.put_fault({**said(visit.call.body, armed.words_of(kind)), "kind": kind})
    return visit.done(visit.at("faults"), before, f"The fault {kind} is set.")


@action("/sandboxes/{id}/faults", looked, fault=WORD)
def faults(visit: Visit) -> Answer:
    """Take a fault back."""
    before = visit.sandbox.facts_total
    visit.sandbox.remove_fault(visit.field("fault"))
    return visit.done(visit.at("faults"), before, "The fault is taken back.")


@action("/sandboxes/{id}/webhooks/{message}", looked_message)
def message(visit: Visit) -> Answer:
    """Send a message once more, whatever came of it."""
    sandbox, wanted = visit.sandbox, str(visit.call.path["message"])
    before = sandbox.facts_total
    sandbox.redeliver(wanted)
    visit.courier.deliver(sandbox)
    return visit.done(visit.at("webhooks", wanted), before, "It was sent once more.")


def _kind(visit: Visit) -> str:
    wanted = str(visit.call.path["kind"])
    if wanted not in kinds.kinds():
        raise Refused(f"there is no fault {wanted!r}; there are: {', '.join(kinds.kinds())}", "not_found")
    return wanted
