"""Webhooks: who wants to be told what, and what came of each try."""

from __future__ import annotations

from datetime import timedelta

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.state import Appliers, Deciders, State


def register(state: State, command: c.RegisterWebhook) -> list[f.Fact]:
    """Subscribe a destination to events; the subscription that it replaces ends."""
    ended = [] if command.replaces is None else remove(state, c.RemoveWebhook(webhook=command.replaces))
    webhook = state.draw.uuid("webhook", f"{command.channel}/{len(state.timeline) + len(ended)}")
    return [
        *ended,
        f.WebhookRegistered(
            webhook=webhook,
            channel=command.channel,
            destination=command.destination,
            destination_type=command.destination_type,
            events=command.events,
            vendor_key=command.vendor_key,
            secret=command.secret,
        ),
    ]


def remove(state: State, command: c.RemoveWebhook) -> list[f.Fact]:
    """End a subscription."""
    if command.webhook not in state.webhooks:
        raise Refusal("not_found", f"this company has no notification with the id {command.webhook}")
    return [f.WebhookRemoved(webhook=command.webhook)]


def record(state: State, command: c.RecordAnswer) -> list[f.Fact]:
    """Write down what a receiver answered; without a 2xx the message is tried again, as often as is assumed.

    Not if the subscription was given up meanwhile.
    """
    answered = command.status is not None and 200 <= command.status < 300
    waits = state.settings["webhook.retry_minutes"]
    again = not answered and command.attempt <= len(waits) and command.webhook in state.webhooks
    retry_at = state.now + timedelta(minutes=waits[command.attempt - 1]) if again else None
    return [
        f.MessageAnswered(
            message=command.message,
            attempt=command.attempt,
            status=command.status,
            retry_at=retry_at,
            reason=command.reason,
        )
    ]


def redeliver(state: State, command: c.Redeliver) -> list[f.Fact]:
    """Queue a message once more."""
    return [f.MessageQueuedAgain(message=command.message)]


def _apply_registered(state: State, fact: f.WebhookRegistered) -> None:
    state.webhooks[fact.webhook] = fact


def _apply_removed(state: State, fact: f.WebhookRemoved) -> None:
    del state.webhooks[fact.webhook]


DECIDE: Deciders = {
    c.RegisterWebhook: register,
    c.RemoveWebhook: remove,
    c.RecordAnswer: record,
    c.Redeliver: redeliver,
}
APPLY: Appliers = {f.WebhookRegistered: _apply_registered, f.WebhookRemoved: _apply_removed}
