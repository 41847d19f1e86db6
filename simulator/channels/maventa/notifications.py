"""Webhook subscriptions."""

from __future__ import annotations

from typing import Any

from simulator.channels.maventa.refusals import carry_out, not_found
from simulator.domain.commands import RegisterWebhook, RemoveWebhook
from simulator.domain.facts import WebhookRegistered
from simulator.port import Answer, Call


def register(call: Call) -> Answer:
    """Subscribe a destination to notifications."""
    body = call.body
    command = RegisterWebhook(
        channel="maventa",
        destination=body["destination"],
        destination_type=body["destination_type"],
        events=tuple(body["events"]),
        vendor_key=body.get("vendor_key"),
    )
    carry_out(call, command)
    return Answer(201, _subscription(list(call.world.state.webhooks.values())[-1]))


def listed(call: Call) -> Answer:
    """List the company's subscriptions."""
    return Answer(200, [_subscription(webhook) for webhook in _own(call).values()])


def read(call: Call) -> Answer:
    """Answer one subscription."""
    return Answer(200, _subscription(_asked(call)))


def remove(call: Call) -> Answer:
    """End a subscription."""
    carry_out(call, RemoveWebhook(webhook=_asked(call).webhook))
    return Answer(204)


def _own(call: Call) -> dict[str, WebhookRegistered]:
    """The subscriptions that were made on this channel, by id."""
    return {name: each for name, each in call.world.state.webhooks.items() if each.channel == "maventa"}


def _asked(call: Call) -> WebhookRegistered:
    """Answer the subscription that a call's path names; raises `Problem` 404."""
    webhook = _own(call).get(call.path["id"])
    if webhook is None:
        raise not_found(f"id: this company has no notification {call.path['id']}")
    return webhook


def _subscription(webhook: WebhookRegistered) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": webhook.webhook,
        "destination_type": webhook.destination_type,
        "destination": webhook.destination,
        "events": list(webhook.events),
    }
    return body if webhook.vendor_key is None else {**body, "vendor_key": webhook.vendor_key}


OPERATIONS = {
    "postV1CompanyNotifications": register,
    "getV1CompanyNotifications": listed,
    "getV1CompanyNotificationsId": read,
    "deleteV1CompanyNotificationsId": remove,
}
