"""Facts: what has happened in a sandbox, in the past tense. They are the only truth.

State, statuses, letters, webhooks, settlements and the timeline are all read from facts; a sandbox is
rebuilt by applying them again in order. A fact therefore holds everything that is needed to apply it.
`rules` names the rows of the rule catalogue that it carries out; `deadlines` are the moments that it sets.
Amounts are `Money`; moments are UTC; dates are local dates of the account's zone.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any, ClassVar

from simulator.domain.money import Money


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment (UTC) at which `subject` has to do `name`. A later one for the same two replaces it."""

    due: datetime.datetime
    subject: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. A subclass says what; `kind` is its name on the timeline, in snake case."""

    kind: ClassVar[str] = "fact"
    known: ClassVar[dict[str, type[Fact]]] = {}

    rules: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    def __init_subclass__(cls) -> None:
        """Register the subclass under the snake case of its own name."""
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        Fact.known[cls.kind] = cls


# --- the company's agreement with an agency -----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSent(Fact):
    """The agency sent its agreement to be signed to `email`."""

    provider: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSigned(Fact):
    """An authorised person signed the agreement."""

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KycPassed(Fact):
    """The company passed the agency's know-your-customer step."""

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceActivated(Fact):
    """The agency confirmed the agreement: invoices can be transferred."""

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDeclined(Fact):
    """The activation ended without a service; `reason` is `agreement_declined` or `kyc_failed`."""

    provider: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceClosed(Fact):
    """The company closed the service; its open cases go on."""

    provider: str


# --- debtors and what they hold -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorSet(Fact):
    """A debtor and how it behaves: `details` in the words of an invoice's debtor, `behaviour` in a script's."""

    key: str
    details: dict[str, Any]
    behaviour: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceHeld(Fact):
    """A debtor is to get invoice `number`; `sent` says that it has it already, without a document from the client."""

    number: str
    debtor: str
    invoice: dict[str, Any]
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPlanned(Fact):
    """A debtor made up its mind to pay; its deadline says when. `amount` None is all that it then owes."""

    plan: str
    number: str
    amount: Money | None
    to: str | None
    reference: str | None


# --- invoices -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSent(Fact):
    """The company sent an invoice through the channel. `total` is with tax; `document` is base64 of the bytes."""

    invoice: str
    number: str
    date: datetime.date
    due_date: datetime.date
    total: Money
    total_without_tax: Money
    reference: str | None
    sender: dict[str, Any]
    recipient: dict[str, Any]
    format: str
    filename: str
    document: str
    routed: bool
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDelivered(Fact):
    """The invoice reached its recipient."""

    invoice: str
    number: str


# --- transfer to an agency ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequested(Fact):
    """The company handed an overdue invoice over; `own_id` is its own id of it, where it named one."""

    invoice: str
    number: str
    provider: str
    debtor_kind: str
    collection_type: str
    receivables_type: str
    principal: Money
    due_date: datetime.date
    payers: tuple[dict[str, Any], ...]
    summary: str | None
    own_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFailed(Fact):
    """The agency did not take the transfer; `reason` is what the company is told. It can be asked for anew."""

    invoice: str
    number: str
    provider: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(Fact):
    """The agency took the transfer: one case for the invoice."""

    case: str
    invoice: str
    number: str
    provider: str
    debtor_kind: str
    debtor_name: str
    collection_type: str
    receivables_type: str
    principal: Money
    due_date: datetime.date
    reference: str | None
    state: str
    own_id: str | None = None


# --- the life of a case -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact(Fact):
    """Something that happened to a case; `state` is where the case stands afterwards."""

    case: str
    number: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent(CaseFact):
    """The agency sent a letter (`reminder` or `demand`) and charged its fee to the debtor.

    `law` is the row that the fee comes from; `assumed` marks one that was carried on past its period.
    """

    letter: str
    fee: Money
    law: str
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWaits(CaseFact):
    """The agency has done what it may and waits for the company or the debtor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReceived(CaseFact):
    """The debtor paid the agency `amount`: so much of it principal, interest, fees, and `returned` to the debtor.

    `accrued` is the interest posted at this payment, through `interest_to`; `assumed` marks a rate carried on;
    `interest_kept` says that the interest is the agency's own.
    """

    amount: Money
    principal: Money
    interest: Money
    fees: Money
    returned: Money
    accrued: Money
    interest_to: datetime.date
    assumed: bool
    law: str
    interest_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectPaymentReported(CaseFact):
    """The company reported that the debtor paid it directly; `principal` is what this took off the case.

    `accrued` is the interest posted for the time until then, through `interest_to`.
    """

    amount: Money
    principal: Money
    accrued: Money
    interest_to: datetime.date
    assumed: bool
    date: datetime.date
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditReported(CaseFact):
    """The company reported a credit note; `principal` is what this took off the case."""

    amount: Money
    principal: Money
    date: datetime.date
    credit_note: str | None
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentMade(CaseFact):
    """The company or the agency wrote a comment."""

    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClosed(CaseFact):
    """The case ended; charges that were still open are written off (`fees`, `interest`)."""

    reason: str
    fees: Money
    interest: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeen(Fact):
    """The company marked an event of a case as seen."""

    case: str
    event: str


# --- money at the bank --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditorPaid(Fact):
    """A debtor paid the company's own account; `booked` is the banking day on which the bank books it."""

    payment: str
    number: str
    amount: Money
    account: str
    payer: str
    reference: str | None
    booked: datetime.date


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One invoice's part of a settlement."""

    case: str
    number: str
    reference: str | None
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalSettled(Fact):
    """The agency paid the collected principal to the company's account: one entry, a row an invoice."""

    settlement: str
    provider: str
    account: str
    booked: datetime.date
    total: Money
    rows: tuple[SettlementRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestSettled(Fact):
    """The agency paid a month's collected interest as one sum, without an invoice; `month` is `2026-02`."""

    settlement: str
    provider: str
    account: str
    booked: datetime.date
    total: Money
    month: str
    rows: tuple[SettlementRow, ...]


# --- webhooks -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRegistered(Fact):
    """The client subscribed `destination` to some events of a channel; messages are signed with `secret`, if any."""

    webhook: str
    channel: str
    destination: str
    destination_type: str
    events: tuple[str, ...]
    vendor_key: str | None = None
    secret: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRemoved(Fact):
    """The client gave a subscription up."""

    webhook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAnswered(Fact):
    """A message was tried: the receiver's `status`, or None without an answer; `retry_at` if it is tried again."""

    message: str
    attempt: int
    status: int | None
    retry_at: datetime.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQueuedAgain(Fact):
    """Somebody asked for a message to be sent once more."""

    message: str
