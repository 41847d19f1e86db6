"""What the client needs of a provider: one class a channel, all with these calls.

What is answered is in the words that the books know. They are those of the Receivables API, which was there first: a
channel that has others translates (`status` of a service: DISABLED, PENDING, ACTIVE, or where no service is told apart
INACTIVE, DECLINED, CLOSED; of a case: open, partially_closed, closed; an event: `id`, `assignment_id`, `invoice_id`,
`type`, `actor`, `amount`, `date`, `text`, `created_at`). Every call can raise `Refused` and `Interrupted`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from conformance.clients.reference.books import Invoice

Json = dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """What is claimed with an invoice: `kind` is the debtor's, the principal in cents."""

    invoice: Invoice
    kind: str
    collection_type: str
    principal: int


@runtime_checkable
class Batching(Protocol):
    """A channel that takes many invoices in one call, and answers later what became of each."""

    def transfer_all(self, claims: Sequence[Claim]) -> None:
        """Hand overdue invoices over, all in one batch."""


class Provider(Protocol):
    """A channel with the agency behind it."""

    agency: str
    agency_name: str
    carries_invoices: bool
    takes_unsigned: bool
    needs_details: bool
    hears_of_closing: bool
    """Whether the agency is told over this channel that the service is closed; else its user has to."""
    resets_after: timedelta | None
    """So long an activation waits for somebody to finish it; None where it waits without end."""
    follows_all: bool
    days_after_due: Mapping[str, int]
    days_after_invoice: Mapping[str, int]
    leaves_alone: frozenset[str]
    """What the automation does not take by this agency's rules, besides what the user's settings keep out of it."""
    settings: tuple[str, ...]
    """The settings that the company has at the agency, in the driver's words."""
    endpoint: Mapping[str, str]
    now: datetime | None

    def close(self) -> None:
        """Close the connections."""

    def try_credentials_again(self) -> None:
        """Forget that the credentials were refused: the user asked for something new."""

    def service(self) -> Json:
        """The collection service: `status`, and `activation_url` where its form is open behind that."""

    def activate(self, contact_email: str, details: Json) -> Json:
        """Ask for the service; answers it as `service` does. `details` are the company's, where they are needed."""

    def close_service(self) -> None:
        """Close the service."""

    def takes_hooks(self) -> bool:
        """Whether a webhook can be registered as things stand."""

    def hooks(self) -> list[Json]:
        """The webhooks that can be read, each with its `destination`."""

    def add_hook(self, url: str) -> None:
        """Register a webhook."""

    def news(self, body: Json, heard: Json) -> Json | None:
        """A webhook's body as `id`, `event`, `data`; None for one that the provider cannot have sent.

        `heard` is the webhook as it came, with its `headers` and the text of its `body`.
        """

    def send(self, invoice_id: str, filename: str, document: bytes, form: Json) -> Json:
        """Send an invoice's document with what `form` says of it, where the channel carries invoices."""

    def file(self, invoice_id: str, file_id: str) -> bytes:
        """A file of a sent invoice."""

    def tell_banks(self, document: bytes) -> None:
        """Send a message to the consumers' banks, where the channel carries them."""

    def invoice(self, invoice_id: str) -> Json | None:
        """A sent invoice."""

    def invoices(self, ids: Sequence[str]) -> list[Json]:
        """Those of the sent invoices that the provider has."""

    def errors(self, invoice_id: str) -> list[str]:
        """What is said about an invoice that failed."""

    def objection(self, invoice: Invoice, collection_type: str) -> str | None:
        """Why the agency is not asked to take an invoice, as far as that is known without asking it; or None."""

    def transfer(self, invoice: Invoice, kind: str, collection_type: str, principal: int) -> None:
        """Hand an overdue invoice over; `kind` is the debtor's, the principal in cents."""

    def transfer_state(self, invoice_id: str) -> Json | None:
        """How the transfer went: `status`, `url`, `error_reason`; None when none was asked for."""

    def case_url(self, case_id: str) -> str:
        """Where a case is."""

    def case(self, case_id: str) -> Json:
        """A case with its `events`."""

    def case_events(self, case_id: str) -> list[Json]:
        """All events of a case."""

    def events(self, since: str) -> list[Json]:
        """The events since a time (UTC, ISO 8601 with Z), or one for each case that changed; oldest first."""

    def add_event(self, case_id: str, body: Json) -> Json:
        """Report an event on a case."""

    def mark_seen(self, case_id: str, event_id: str) -> None:
        """Say that the user has seen an event, where the channel takes that."""

    def read_settings(self) -> Json:
        """The company's settings at the agency, in the driver's words."""

    def change_settings(self, changes: Json) -> Json:
        """Change some of them; answers all as they are then."""

    def journals(self) -> list[Json]:
        """What is paid in one sum and not booked yet: `id`, `day`, `amount`, `currency`, `account`, `rows`.

        A row has `number`, `day`, `amount`.
        """

    def mark_booked(self, journal: str, own: str) -> None:
        """Say that a journal is booked; `own` is what these books call it."""

    def remove_user(self) -> None:
        """Take the agency's user out of the company's books, where it has one there."""

    def set_group(self, business_id: str, group: str | None) -> None:
        """Put a customer into a group, out of any other; with None into none."""
