"""About subscriptions, their messages, and what goes wrong on the wire."""

from __future__ import annotations

from typing import Any

from simulator.domain.commands.base import Command
from simulator.domain.record import record


@record(kw_only=True)
class RegisterWebhook(Command):
    """The client wants events of a channel posted to `destination`, signed with `secret` where there is one.

    The subscription that it `replaces`, if it names one, ends with that: both happen, or neither does.
    """

    channel: str
    destination: str
    destination_type: str
    events: tuple[str, ...]
    vendor_key: str | None = None
    secret: str | None = None
    replaces: str | None = None


@record(kw_only=True)
class RemoveWebhook(Command):
    """The client gives a subscription up."""

    webhook: str


@record(kw_only=True)
class RecordAnswer(Command):
    """A message of a subscription was tried: what the receiver answered, or the `reason` why it did not."""

    message: str
    webhook: str
    attempt: int
    status: int | None
    reason: str | None = None


@record(kw_only=True)
class Redeliver(Command):
    """Somebody asks for a message to be sent once more."""

    message: str


@record(kw_only=True)
class SetFault(Command):
    """Somebody wants something to go wrong on the wire; `words` say what, and which calls or messages it strikes."""

    words: dict[str, Any]


@record(kw_only=True)
class RemoveFault(Command):
    """Somebody takes a fault back."""

    fault: str


@record(kw_only=True)
class UseUpFault(Command):
    """A fault has struck calls as often as it was to."""

    fault: str
