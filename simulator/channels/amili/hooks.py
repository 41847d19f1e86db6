"""Webhook subscriptions. How they are made is assumed: only what is told is documented."""

from __future__ import annotations

from typing import Any

from simulator.channels.amili.access import AMILI, carry_out, not_found, own_state, success
from simulator.domain.commands import RegisterWebhook, RemoveWebhook
from simulator.domain.facts import WebhookRegistered
from simulator.domain.state import State
from simulator.port import Answer, Call


def register(call: Call) -> Answer:
    """Subscribe an address to events; the same address again changes what it is told, and its secret."""
    state, body = own_state(call), call.body
    before = next((each.webhook for each in _own(state) if each.destination == body["url"]), None)
    command = RegisterWebhook(
        channel=AMILI,
        destination=body["url"],
        destination_type="WEBHOOK",
        events=tuple(dict.fromkeys(body["events"])),
        secret=body["secret"],
        replaces=before,
    )
    carry_out(call, command)
    return success(_shown(_own(state)[-1]), 201)


def listed(call: Call) -> Answer:
    """List the organization's subscriptions."""
    return success([_shown(webhook) for webhook in _own(own_state(call))])


def remove(call: Call) -> Answer:
    """End a subscription."""
    state, asked = own_state(call), call.path["webhookId"]
    if asked not in {webhook.webhook for webhook in _own(state)}:
        raise not_found(f"webhookId: this organization has no webhook {asked}")
    carry_out(call, RemoveWebhook(webhook=asked))
    return Answer(204)


def _own(state: State) -> list[WebhookRegistered]:
    return [webhook for webhook in state.webhooks.values() if webhook.channel == AMILI]


def _shown(webhook: WebhookRegistered) -> dict[str, Any]:
    """A subscription, without its secret."""
    return {"webhookId": webhook.webhook, "url": webhook.destination, "events": list(webhook.events)}


OPERATIONS = {
    "postCollectionV1OrgsOrganizationIdWebhooks": register,
    "getCollectionV1OrgsOrganizationIdWebhooks": listed,
    "deleteCollectionV1OrgsOrganizationIdWebhooksWebhookId": remove,
}
