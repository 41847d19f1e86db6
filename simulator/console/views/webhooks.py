"""Webhooks: who has subscribed, and every message with its attempts."""

from __future__ import annotations

from simulator.console.lists import Page, keys, newest
from simulator.console.routing import NUMBER, page
from simulator.console.visit import Visit
from simulator.port import Answer
from simulator.refused import Refused


@page("/sandboxes/{id}/webhooks", page=NUMBER)
def webhooks(visit: Visit) -> Answer:
    """List the subscriptions and the messages, the newest first."""
    sandbox = visit.sandbox
    messages = sandbox.outbox.messages
    listed = newest(keys(messages), visit.number(), "the webhooks")
    rows = [messages[each] for each in listed.rows]
    return visit.shown(
        "webhooks.html",
        page=Page(rows, listed.total, listed.number, listed.pages),
        subscriptions=list(sandbox.state.webhooks.values()),
    )


@page("/sandboxes/{id}/webhooks/{message}")
def message(visit: Visit) -> Answer:
    """Show a message in full."""
    messages, wanted = visit.sandbox.outbox.messages, str(visit.call.path["message"])
    if wanted not in messages:
        raise Refused(f"there is no message {wanted[:80]!r} in sandbox {visit.sandbox.id}", "not_found")
    found = messages[wanted]
    body = visit.world.veiled(found.body.decode("utf-8", "replace"))
    head = [(name, visit.world.veiled(value)) for name, value in found.headers.items()]
    return visit.shown("message.html", message=found, body=body, head=head)
