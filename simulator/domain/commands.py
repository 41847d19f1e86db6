"""Commands: what somebody wants to happen, in the imperative.

They come from a client through a channel, from a person through the control API, from a debtor, or from
the agenda when a deadline is reached. `decide` answers each with facts, or refuses it.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import field
from typing import Any, ClassVar

from simulator.domain.money import Money
from simulator.domain.record import record


class Refusal(Exception):
    """A command that is not carried out. `kind` says why in one word, `sentence` in full, `rules` by which rules.

    Kinds: `invalid` (the request itself is wrong), `forbidden` (not now, or not for this company),
    `not_found`, `conflict` (it is there already).
    """

    def __init__(self, kind: str, sentence: str, *rules: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence
        self.rules = rules


@record(kw_only=True)
class Command:
    """Something to be done. `kind` is its name in the log, in snake case."""

    kind: ClassVar[str] = "command"
    known: ClassVar[dict[str, type[Command]]] = {}

    def __init_subclass__(cls) -> None:
        """Register the subclass under the snake case of its own name."""
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        Command.known[cls.kind] = cls


@record(kw_only=True)
class AdvanceClock(Command):
    """Let time pass; what falls due on the way comes as `Reach`."""


@record(kw_only=True)
class GoOnApart(Command):
    """This sandbox was made from another's log until here: nobody is told anything of it who was told of that one."""


@record(kw_only=True)
class Reach(Command):
    """A deadline is reached: `subject` does `name`."""

    subject: str
    name: str


@record(kw_only=True)
class ActivateService(Command):
    """The company asks for an agency's service; `email` gets the agreement, None if nobody is to be written to.

    `details` are what the agency has to know of the company, as `simulator.domain.details` has them.
    """

    provider: str
    email: str | None
    details: dict[str, Any] = field(default_factory=dict)


@record(kw_only=True)
class Onboard(Command):
    """A person at the company goes on with the onboarding: `sign`, `decline`, `pass_kyc`, `fail_kyc`, `forward`.

    `email` is to whom it is forwarded.
    """

    provider: str
    action: str
    email: str | None = None


@record(kw_only=True)
class AmendService(Command):
    """The company changes the service that it has, or waits for: the agency within its party, or who is accountable."""

    provider: str
    to: str | None = None
    accountable_party: str | None = None


@record(kw_only=True)
class ChangeBankAccount(Command):
    """A person at the company has the agency's customer service change the account to which it is paid."""

    provider: str
    iban: str
    bic: str
    bank: str


@record(kw_only=True)
class CloseService(Command):
    """The company closes an agency's service."""

    provider: str


@record(kw_only=True)
class SetDebtor(Command):
    """The script says who a debtor is and how it behaves."""

    key: str
    details: dict[str, Any]
    behaviour: dict[str, Any]


@record(kw_only=True)
class HoldInvoice(Command):
    """The script says which debtor holds an invoice."""

    number: str
    debtor: str
    invoice: dict[str, Any]
    sent: bool


@record(kw_only=True)
class PayNow(Command):
    """A debtor pays at this moment; `amount` None is all that it owes."""

    number: str
    amount: Money | None
    to: str | None
    reference: str | None


@record(kw_only=True)
class SendInvoice(Command):
    """The company sends an invoice: what was read from its document, and the document (base64)."""

    invoice: str | None
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
    comment: str | None
    language: str | None = None
    rows_total: Money | None = None


@record(kw_only=True)
class TransferInvoice(Command):
    """The company hands an overdue invoice over to an agency; `principal` None is the invoice's total."""

    invoice: str
    provider: str
    collection_type: str
    receivables_type: str
    principal: Money | None
    payers: tuple[dict[str, Any], ...]
    summary: str | None
    own_id: str | None = None


@record(kw_only=True)
class RegisterCase(Command):
    """The company hands an overdue invoice over with all that the agency has to know of it.

    For channels that do not carry invoices; `own_id` is the company's own id of the invoice, if it gave one.
    """

    provider: str
    own_id: str | None
    number: str
    date: datetime.date
    due_date: datetime.date
    principal: Money
    collection_type: str
    receivables_type: str
    payers: tuple[dict[str, Any], ...]
    summary: str | None


@record(kw_only=True)
class ReportPayment(Command):
    """The company reports a payment that the debtor made directly to it."""

    case: str
    amount: Money
    date: datetime.date
    text: str | None


@record(kw_only=True)
class ReportCredit(Command):
    """The company reports a credit note for the invoice."""

    case: str
    amount: Money
    date: datetime.date
    credit_note: str | None
    text: str | None


@record(kw_only=True)
class AskDueDate(Command):
    """The company asks the agency for a later due date of a case."""

    case: str
    due_date: datetime.date
    text: str | None = None


@record(kw_only=True)
class HoldCase(Command):
    """The company wants collection to stand still through a day; `changed` says that it did, through another one."""

    case: str
    until: datetime.date
    text: str | None = None
    changed: bool = False


@record(kw_only=True)
class ReleaseCase(Command):
    """The company lifts a hold."""

    case: str


@record(kw_only=True)
class CancelCase(Command):
    """The company ends a case for good."""

    case: str
    text: str | None = None


@record(kw_only=True)
class RecordBadDebt(Command):
    """The company has written a claim off in its own books; its collection goes on."""

    case: str
    text: str | None = None


@record(kw_only=True)
class SetGroup(Command):
    """The company puts a customer, by its business ID, into a group of an agency's; None takes it out of any."""

    provider: str
    business_id: str
    group: str | None


@record(kw_only=True)
class RerouteInvoice(Command):
    """The company has an invoice that was not sent go out again, to a `recipient` with these words changed."""

    invoice: str
    recipient: dict[str, Any]


@record(kw_only=True)
class SendBankMessage(Command):
    """The company tells its consumers' banks of its `accounts`; `change` adds to what they know.

    `document` is base64 of the message as it came, where one did.
    """

    message: str | None
    change: bool
    accounts: tuple[str, ...]
    document: str = ""


@record(kw_only=True)
class MakeComment(Command):
    """The company writes to the agency."""

    case: str
    text: str


@record(kw_only=True)
class Decide(Command):
    """A person at the agency decides something about a case; `until` and `text` where the decision has them."""

    case: str
    decision: str
    until: datetime.date | None = None
    text: str | None = None


@record(kw_only=True)
class MarkSeen(Command):
    """The company has seen an event."""

    case: str
    event: str


@record(kw_only=True)
class RegisterWebhook(Command):
    """The client wants events of a channel posted to `destination`, signed with `secret` where there is one."""

    channel: str
    destination: str
    destination_type: str
    events: tuple[str, ...]
    vendor_key: str | None = None
    secret: str | None = None


@record(kw_only=True)
class RemoveWebhook(Command):
    """The client gives a subscription up."""

    webhook: str


@record(kw_only=True)
class RecordAnswer(Command):
    """A message of a subscription was tried: what the receiver answered."""

    message: str
    webhook: str
    attempt: int
    status: int | None


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


WITHOUT_FACTS = (AdvanceClock, GoOnApart)
"""Commands that lead to no fact, and are kept in the log all the same."""
