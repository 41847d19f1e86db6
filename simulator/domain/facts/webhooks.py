"""Webhooks and their messages."""

from __future__ import annotations

import datetime

from simulator.domain.facts.base import Fact
from simulator.domain.record import record


@record(kw_only=True)
class WebhookRegistered(Fact):
    """The client subscribed `destination` to some events of a channel; messages are signed with `secret`, if any."""

    webhook: str
    channel: str
    destination: str
    destination_type: str
    events: tuple[str, ...]
    vendor_key: str | None = None
    secret: str | None = None


@record(kw_only=True)
class WebhookRemoved(Fact):
    """The client gave a subscription up."""

    webhook: str


@record(kw_only=True)
class MessageAnswered(Fact):
    """A message was tried: the receiver's `status`, or None without an answer; `retry_at` if it is tried again.

    `reason` says, where it is known, what stood in the way of an answer.
    """

    message: str
    attempt: int
    status: int | None
    retry_at: datetime.datetime | None
    reason: str | None = None


@record(kw_only=True)
class MessageQueuedAgain(Fact):
    """Somebody asked for a message to be sent once more."""

    message: str
