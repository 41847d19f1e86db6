"""What a run needs of a simulator: its public face, as types. Tests put small ones of their own in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from conformance.catalogue import Catalogue


class Exchange(Protocol):
    """An HTTP exchange with the simulator, told before its answer leaves."""

    @property
    def sandbox(self) -> str | None:
        """The sandbox that the credentials named."""

    @property
    def surface(self) -> str:
        """The channel."""

    @property
    def operation(self) -> str | None:
        """The operationId, if one matched."""

    @property
    def method(self) -> str:
        """The HTTP method."""

    @property
    def path(self) -> str:
        """Below the surface's prefix, without query."""

    @property
    def query(self) -> str:
        """As it was sent."""

    @property
    def headers(self) -> Sequence[tuple[str, str]]:
        """Lower-case names."""

    @property
    def body(self) -> bytes:
        """As it was sent."""

    @property
    def status(self) -> int:
        """Of the answer; 0 if none is sent, because the connection is cut."""

    @property
    def answer_headers(self) -> Sequence[tuple[str, str]]:
        """Of the answer."""

    @property
    def answer_body(self) -> bytes:
        """Of the answer."""

    @property
    def contract(self) -> Sequence[str]:
        """Where the request was not what the document says."""

    @property
    def rules(self) -> Sequence[str]:
        """By which rules of the catalogue it was refused."""

    @property
    def harness_error(self) -> bool:
        """Whether the answer is a defect of ours."""

    @property
    def fault(self) -> str | None:
        """The kind of the fault that struck it."""

    @property
    def committed(self) -> bool:
        """Whether the provider did it, whatever the client is told."""

    @property
    def parts(self) -> Sequence[Any]:
        """Parts of a multipart body: `name`, `filename`, `content_type`, `content`."""


class Message(Protocol):
    """A webhook that is due."""

    @property
    def id(self) -> str:
        """The same at every attempt."""

    @property
    def url(self) -> str:
        """Where it goes."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What it is sent with."""

    @property
    def body(self) -> bytes:
        """What is sent."""

    @property
    def attempt(self) -> int:
        """From 1 on."""


class Statement(Protocol):
    """A bank statement of one account and day."""

    @property
    def account(self) -> str:
        """The IBAN."""

    @property
    def day(self) -> date:
        """The closed banking day."""

    @property
    def format(self) -> str:
        """Its format's name."""

    @property
    def content(self) -> str:
        """The document."""


class Sandbox(Protocol):
    """One company's world."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def zone(self) -> ZoneInfo:
        """The account's zone."""

    @property
    def now(self) -> datetime:
        """Virtual time, in the zone."""

    @property
    def company(self) -> dict[str, Any]:
        """In the driver protocol's words."""

    def endpoints(self, base_url: str) -> dict[str, dict[str, str]]:
        """What a client is configured with, by surface."""

    def put_debtor(self, key: str, words: Mapping[str, Any]) -> dict[str, Any]:
        """Say who a debtor is."""

    def draft_invoice(self, words: Mapping[str, Any]) -> dict[str, Any]:
        """The complete invoice of a story's few words."""

    def put_invoice(self, number: str, invoice: Mapping[str, Any], debtor_key: str, sent: bool) -> None:
        """Say which debtor holds it, or is to get it."""

    def onboarding(self, provider: str, action: str, email: str | None = None, **more: str | None) -> None:
        """What a person does to get the service; `email` is to whom its form is forwarded."""

    def decide_service(self, provider: str, decided: str, **words: Any) -> None:
        """A person decides about the agreement: the account to which the agency pays, settings."""

    def pay(
        self,
        number: str,
        *,
        amount: Decimal | None = None,
        to: str | None = None,
        reference: str | None = None,
    ) -> None:
        """The debtor pays now."""

    def run_errand(self, call: str, words: Mapping[str, Any]) -> None:
        """What somebody else than the client does, in the words of the control API."""

    def case_id(self, number: str) -> str:
        """The id of an invoice's case."""

    def decide(self, case_id: str, decided: str, **words: Any) -> None:
        """What a person at the agency decides about a case; `others` are ids of cases."""

    def run_until(self, moment: datetime) -> datetime:
        """Let time pass, until a moment or a due message; answers the time reached."""

    def due_messages(self) -> Sequence[Message]:
        """In queue order."""

    def answered(self, message_id: str, status: int | None) -> None:
        """Say how a message was answered."""

    def is_banking_day(self, day: date) -> bool:
        """In the account's country."""

    def add_banking_days(self, moment: datetime, n: int) -> datetime:
        """The same time of day, n banking days later."""

    def statements(self, day: date) -> Sequence[Statement]:
        """Of a closed banking day."""

    def put_fault(self, words: Mapping[str, Any]) -> str:
        """Let something go wrong on the wire from now on; answers its id."""

    def faults(self) -> Sequence[Mapping[str, Any]]:
        """The faults that are set: `id`, `words`, and how many calls or messages each has `struck`."""

    def remove_fault(self, fault: str) -> None:
        """Take one back."""

    def facts(self, after: int = 0) -> list[dict[str, Any]]:
        """What happened after a fact's number."""


class World(Protocol):
    """The sandboxes of a process."""

    def create(
        self,
        *,
        seed: int = 0,
        start: datetime | None = None,
        country: str = "FI",
        name: str | None = None,
        company: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
        credentials: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Sandbox:
        """Make one."""

    def remove(self, sandbox_id: str) -> object:
        """Forget one."""

    def listen(self, observer: Callable[[Any], None]) -> object:
        """Be told of every exchange."""


class Server(Protocol):
    """The HTTP front of a world."""

    @property
    def url(self) -> str:
        """Its base URL."""


@dataclass(frozen=True, slots=True)
class Simulator:
    """A simulator that a run can use.

    `refused` is what its calls raise when they refuse; `documents` are the providers' OpenAPI documents by
    surface; `serve` starts the front of a world, at a `port` if one is given.
    """

    world: Callable[[], World]
    serve: Callable[..., AbstractContextManager[Server]]
    refused: type[Exception]
    providers: tuple[str, ...]
    documents: Mapping[str, Mapping[str, Any]]
    catalogue: Catalogue
