"""The engine's refusals as this channel's errors."""

from __future__ import annotations

from simulator.channels.maventa.access import MESSAGES
from simulator.domain.commands import Command, Refusal
from simulator.domain.facts import Fact
from simulator.domain.state import Invoice
from simulator.port import Call, Problem

_STATUS = {"invalid": 400, "forbidden": 403, "not_found": 404, "conflict": 409}


def carry_out(call: Call, command: Command) -> list[Fact]:
    """Carry a command out; what the engine refuses becomes a `Problem` with the reason in its details."""
    try:
        return call.world.handle(command)
    except Refusal as refusal:
        status = _STATUS[refusal.kind]
        raise Problem(status, *MESSAGES[status], [refusal.sentence], refusal.rules) from refusal


def sent_invoice(call: Call) -> Invoice:
    """Answer the invoice that a call's path names; raises `Problem` 404 for one that this company has not sent."""
    invoice = call.world.state.invoices.get(call.path["id"])
    if invoice is None:
        raise not_found(f"id: this company has sent no invoice {call.path['id']}")
    return invoice


def not_found(detail: str) -> Problem:
    """The answer for something that this company has not."""
    return Problem(404, *MESSAGES[404], [detail])


def forbidden(detail: str) -> Problem:
    """The answer for what is not to be done as things stand."""
    return Problem(403, *MESSAGES[403], [detail])


def invalid(*details: str) -> Problem:
    """The answer for a request that cannot be meant."""
    return Problem(400, *MESSAGES[400], list(details))
