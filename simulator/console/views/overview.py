"""A sandbox: its clock, its company, and what a client is configured with."""

from __future__ import annotations

from typing import Any

from simulator.console.routing import WORD, page
from simulator.console.visit import HOME, Visit
from simulator.port import Answer
from simulator.sandbox import Sandbox

_SECRET = ("secret", "key")  # how the names of credentials end that open something


@page("/sandboxes/{id}", secrets=WORD)
def overview(visit: Visit) -> Answer:
    """Show a sandbox; its secrets only to whoever asks for them."""
    sandbox, shown = visit.sandbox, visit.query.get("secrets") == "shown"
    base = visit.call.base_url.removesuffix(HOME)
    endpoints = {
        channel: [
            (name, None if name.endswith(_SECRET) and not shown else value) for name, value in words.items()
        ]
        for channel, words in sandbox.endpoints(base).items()
    }
    state = sandbox.state
    services = [(agency, state.service(name)) for name, agency in state.agencies.items()]
    words = {"endpoints": endpoints, "secrets": shown, "services": services}
    return visit.shown("overview.html", upcoming=_upcoming(sandbox), **words)


def _upcoming(sandbox: Sandbox) -> dict[str, Any] | None:
    """What happens next by itself: when, what, and the invoice that it is about, if it is about one."""
    at, deadline = sandbox.next_due(), sandbox.agenda.next()
    if at is None:
        return None
    if deadline is None or deadline.due > at:
        return {"at": at, "what": "a webhook is sent", "number": None}
    state = sandbox.state
    case, invoice = state.cases.get(deadline.subject), state.invoices.get(deadline.subject)
    number = case.opened.number if case else invoice.sent.number if invoice else None
    return {"at": at, "what": deadline.name.replace("_", " "), "number": number}
