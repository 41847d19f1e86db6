"""The outbox: messages to clients, in the order in which they came up, until each is answered or given up.

It is built from facts and rebuilt from them; a message's id and body never change, however often it is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush

import orjson

from simulator.domain import facts as f
from simulator.domain.draw import Draw
from simulator.domain.happened import Happened
from simulator.domain.state import State
from simulator.journal import fitting
from simulator.port import Channel, News


@dataclass(slots=True)
class Attempt:
    """One try: when (UTC), and the receiver's status; without an answer None, and where it is known the reason."""

    at: datetime
    status: int | None
    reason: str | None = None


@dataclass(slots=True)
class Message:
    """A message to one destination. `due` is when it is to be tried next, None when it is done or given up.

    `held` keeps it back until another one to the same destination has been delivered; `head` are the headers that its
    channel gives it.
    """

    id: str
    webhook: str
    channel: str
    event: str
    url: str
    body: bytes
    due: datetime | None
    tries: list[Attempt] = field(default_factory=list)
    held: bool = False
    head: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that it is sent with."""
        return {"Content-Type": "application/json", "User-Agent": "dunbox", **self.head}

    @property
    def attempt(self) -> int:
        """The number of the next try, from 1 on."""
        return len(self.tries) + 1

    @property
    def acknowledged(self) -> bool:
        """Whether a receiver took it."""
        return any(one.status is not None and 200 <= one.status < 300 for one in self.tries)


def message(draw: Draw, sequence: int, now: datetime, news: News, webhook: f.WebhookRegistered) -> Message:
    """Answer a piece of news as a message to one subscription; `sequence` is the number of the fact that it tells."""
    made = draw.uuid("message", f"{sequence}/{news.event}/{webhook.webhook}")
    body = fitting(orjson.dumps(news.write(made, webhook)))
    head = news.head(made, webhook, body)
    return Message(
        made, webhook.webhook, webhook.channel, news.event, webhook.destination, body, now, head=head
    )


_OF_MESSAGES = (f.WebhookRegistered, f.WebhookRemoved, f.MessageAnswered, f.MessageQueuedAgain)
"""What is no news to anybody: as often as there are messages it happens, and looks at no subscription then."""


def told(state: State, happened: Happened, channels: Mapping[str, Channel]) -> Iterator[Message]:
    """Answer what something that has happened means to each subscription, as messages."""
    if isinstance(happened.fact, _OF_MESSAGES):
        return
    webhooks = list(state.webhooks.values())
    for name in dict.fromkeys(webhook.channel for webhook in webhooks):
        for news in channels[name].news(state, happened):
            for webhook in webhooks:
                if webhook.channel == name and news.event in webhook.events:
                    yield message(state.draw, happened.sequence, happened.at, news, webhook)


class Outbox:
    """Every message of a sandbox; those that are `waiting` to be sent are named in the order of the queue.

    A hundred thousand can wait at one moment, so that what is asked for each of them looks at no other.
    """

    def __init__(
        self, messages: MutableMapping[str, Message] | None = None, waiting: Iterable[str] = ()
    ) -> None:
        self.messages: MutableMapping[str, Message] = {} if messages is None else messages
        self._waiting: dict[str, Message] = {}
        self._held: dict[str, Message] = {}  # those of them that are held back
        self._dues: list[tuple[datetime, str]] = []  # a heap; what holds no longer is in it until it comes up
        self._places: dict[str, int] = {}  # in the queue, of those that wait
        # Heaps of the same kind: what is not known to be due yet, and what is, by its place.
        self._coming: list[tuple[datetime, int, str]] = []
        self._ready: list[tuple[int, datetime, str]] = []
        self._queued = 0
        for name in waiting:
            self._wait(self.messages[name])

    @property
    def waiting(self) -> list[str]:
        """The ids of the messages that have yet to be answered, in queue order."""
        return list(self._waiting)

    def backlog(self) -> tuple[int, int]:
        """Answer how many messages wait that were never tried, and how many wait to be tried again."""
        tried = [bool(message.tries) for message in list(self._waiting.values())]
        return tried.count(False), tried.count(True)

    def queue(self, message: Message) -> None:
        """Put a message at the end of the queue; one that is neither due nor held back is kept, and not sent."""
        self.messages[message.id] = message
        if message.due is not None or message.held:
            self._wait(message)

    def _wait(self, message: Message) -> None:
        """Let a message wait until it is due, or as long as it is held back."""
        self._waiting[message.id] = message
        if message.held:
            self._held[message.id] = message
        if message.id not in self._places:
            self._queued += 1
            self._places[message.id] = self._queued
        if message.due is not None:
            heappush(self._dues, (message.due, message.id))
            heappush(self._coming, (message.due, self._places[message.id], message.id))

    def clear(self) -> None:
        """Forget every message."""
        self.messages.clear()
        self._waiting.clear()
        self._held.clear()
        for each in (self._places, self._dues, self._coming, self._ready):
            each.clear()

    def due(self, now: datetime) -> list[Message]:
        """Answer what is to be tried at this moment, in queue order."""
        return [
            message for message in self._waiting.values() if message.due is not None and message.due <= now
        ]

    def first(self, now: datetime) -> Message | None:
        """Answer the first of what is to be tried at this moment, in queue order, or None."""
        while self._coming and self._coming[0][0] <= now:
            due, place, name = heappop(self._coming)
            heappush(self._ready, (place, due, name))
        while self._ready:
            place, due, name = self._ready[0]
            message = self._waiting.get(name)
            if message is not None and (message.due, self._places[name]) == (due, place):
                if due <= now:
                    return message
                heappush(self._coming, (due, place, name))  # time went back: a step of it could not be kept
            heappop(self._ready)
        return None

    def next_due(self) -> datetime | None:
        """Answer when something is to be tried next, or None."""
        while self._dues:
            due, name = self._dues[0]
            message = self._waiting.get(name)
            if message is not None and message.due == due:
                return due
            heappop(self._dues)
        return None

    def answered(self, now: datetime, fact: f.MessageAnswered) -> None:
        """Write down what came of a try."""
        message = self.messages[fact.message]
        message.tries.append(Attempt(now, fact.status, fact.reason))
        message.due = fact.retry_at
        if message.due is None:
            self._give_up(message.id)
            self._let_go(message.webhook, now)
        elif message.id in self._waiting:
            self._wait(message)

    def _give_up(self, name: str) -> None:
        """Wait no longer with a message."""
        self._waiting.pop(name, None)
        self._held.pop(name, None)
        self._places.pop(name, None)

    def _let_go(self, webhook: str, now: datetime) -> None:
        """Send what was held back until a message to the same destination had been delivered, or given up."""
        for name in [each.id for each in self._held.values() if each.webhook == webhook]:
            self._send(name, now)

    def _send(self, name: str, now: datetime) -> None:
        message = self.messages[name]
        message.held, message.due = False, now
        self._held.pop(name, None)
        self._wait(message)

    def queued_again(self, now: datetime, fact: f.MessageQueuedAgain) -> None:
        """Put a message into the queue once more."""
        self._send(fact.message, now)

    def forget(self, webhook: str) -> None:
        """Give up what was still to be sent to a subscription that ended."""
        for name in [each.id for each in self._waiting.values() if each.webhook == webhook]:
            message = self.messages[name]
            message.due, message.held = None, False
            self._give_up(name)
