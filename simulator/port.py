"""The port between channels and the rest: what a channel sees of a request, and what it gives back.

A channel never imports HTTP, a store, an agency or another channel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from simulator import ids
from simulator.domain.commands import Command
from simulator.domain.facts import Fact, WebhookRegistered
from simulator.domain.happened import Happened
from simulator.domain.state import State
from simulator.journal import Part

UNKEPT = {"Cache-Control": "no-store"}
"""A header of answers that hold a credential: nobody on the way keeps them (RFC 6749, section 5.1)."""


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return ids.same(one, other)


class Problem(Exception):
    """A request that is answered with an error. `details` are sentences; `rules` those that refuse it."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        details: list[str] | None = None,
        rules: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details or []
        self.rules = rules
        self.headers: dict[str, str] = {}


class SandboxPort(Protocol):
    """What a channel may do with a sandbox."""

    id: str
    state: State

    def handle(self, command: Command) -> list[Fact]:
        """Carry a command out; raises `Refusal`."""

    def secret(self, channel: str) -> str:
        """Answer the secret that clients of a channel use."""

    def token(self, claims: dict[str, Any]) -> str:
        """Answer a signed token of this sandbox."""


class Directory(Protocol):
    """How a channel finds the sandbox that a request belongs to."""

    def by_secret(self, secret: str) -> SandboxPort | None:
        """Answer the sandbox whose client secret this is."""

    def by_token(self, token: str) -> tuple[SandboxPort, dict[str, Any]] | None:
        """Answer the sandbox that this token belongs to, with the token's claims."""


@dataclass(slots=True)
class Call:
    """A request that was read and found sound: its parameters and body as the document types them."""

    operation: str
    path: dict[str, Any]
    query: dict[str, Any]
    headers: Mapping[str, str]
    body: Any
    parts: Mapping[str, Part]
    base_url: str
    directory: Directory
    sandbox: SandboxPort | None = None

    @property
    def world(self) -> SandboxPort:
        """The sandbox of the request; operations that need a credential have one."""
        if self.sandbox is None:
            raise LookupError(f"operation {self.operation} has no credential to find its sandbox by")
        return self.sandbox


@dataclass(slots=True)
class Answer:
    """What an operation answers: plain JSON values, or bytes with a content type, or nothing."""

    status: int = 200
    body: Any = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """Something that subscribers of `event` are told.

    `write` answers the message for one subscription: its id, the subscription -> the body; `head` the headers that it
    has besides those of every message: its id, the subscription, the body as it is written.
    """

    event: str
    write: Callable[[str, WebhookRegistered], dict[str, Any]]
    head: Callable[[str, WebhookRegistered, bytes], dict[str, str]] = lambda message, webhook, body: {}


Operation = Callable[[Call], Answer]
Scopes = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Channel:
    """A provider's surface: its document, its operations, its errors, and what it tells subscribers.

    `authenticate(call, scopes)` finds the sandbox of a request whose credential has one of these sets of scopes, or
    raises `Problem`; `problem(problem, operation)` puts an error into the channel's own envelope; `news` says what
    a fact means to subscribers; `endpoints` are the words that a client is configured with, and `credential`
    the one of them under which it finds its secret.
    """

    name: str
    title: str
    hosts: tuple[str, ...]
    operations: Mapping[str, Operation]
    authenticate: Callable[[Call, Scopes], SandboxPort]
    problem: Callable[[Problem, str | None], Answer]
    news: Callable[[State, Happened], list[News]]
    endpoints: Callable[[SandboxPort, str], dict[str, str]]
    credential: str = "client_secret"
