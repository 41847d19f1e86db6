"""About debtors, invoices, their transfer to an agency, and cases there."""

from __future__ import annotations

import datetime
from typing import Any

from simulator.domain.commands.base import Command
from simulator.domain.money import Money
from simulator.domain.record import record


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
class ActNow(Command):
    """A debtor does something else than to pay at this moment; `act` and its `words` are those of `domain.acting`."""

    number: str
    act: str
    words: dict[str, Any]


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
    iban: str | None = None
    bic: str | None = None


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

    For channels that do not carry invoices; `own_id` is the company's own id of the invoice, if it gave one;
    `total` the invoice's total where that is more than the principal. `auxiliary_name` is the name under
    which the company traded.
    For channels that do not carry invoices; `own_id` is the company's own id of the invoice, if it gave one.
    `reminders` is how often the company has reminded its debtor itself, `costs` what it charged for that and wants
    collected; `einvoice` says that the invoice went out as an e-invoice, `external_number` is what others call it.
    `summary` is the additional information, `products` are the invoice's rows as people read them, `ledger_account` the
    account of the company's books on which the invoice stands. A payer's words may be `email` and `einvoice_address`.
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
    total: Money | None = None
    reference: str | None = None
    auxiliary_name: str | None = None
    reminders: int = 0
    costs: Money | None = None
    einvoice: bool = False
    external_number: str | None = None
    products: tuple[str, ...] = ()
    ledger_account: str | None = None


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
    """The company wants collection to stand still, through a day where `until` names one.

    `changed` says that it did, through another one.
    """

    case: str
    until: datetime.date | None
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
    """A person at the agency decides something about a case; `until` and `text` where the decision has them.

    `others` are the cases with which it is combined.
    """

    case: str
    decision: str
    until: datetime.date | None = None
    text: str | None = None
    others: tuple[str, ...] = ()


@record(kw_only=True)
class AttachFile(Command):
    """The company gives the agency a file about a case: `what` is `invoice_copy` or `attachment`.

    `size` is in bytes; of what it holds only the `sha256` is kept.
    """

    case: str
    what: str
    filename: str
    content_type: str
    size: int
    sha256: str


@record(kw_only=True)
class MarkSeen(Command):
    """The company has seen an event."""

    case: str
    event: str
