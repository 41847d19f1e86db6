"""Debtors and what they hold, invoices, and their transfer to an agency."""

from __future__ import annotations

import datetime
from typing import Any

from simulator.domain.facts.base import Fact
from simulator.domain.money import Money
from simulator.domain.record import record


@record(kw_only=True)
class DebtorSet(Fact):
    """A debtor and how it behaves: `details` in the words of an invoice's debtor, `behaviour` in a script's."""

    key: str
    details: dict[str, Any]
    behaviour: dict[str, Any]


@record(kw_only=True)
class InvoiceHeld(Fact):
    """A debtor is to get invoice `number`; `sent` says that it has it already, without a document from the client."""

    number: str
    debtor: str
    invoice: dict[str, Any]
    sent: bool


@record(kw_only=True)
class PaymentPlanned(Fact):
    """A debtor made up its mind to pay; its deadline says when. `amount` None is all that it then owes.

    `more` is how much it pays beyond what it owes. It pays the same sum so many `times`: the next payment is planned
    when one is made, since only then its sum is known.
    """

    plan: str
    number: str
    amount: Money | None
    to: str | None
    reference: str | None
    more: Money | None = None
    times: int = 1


@record(kw_only=True)
class ActPlanned(Fact):
    """A debtor made up its mind to do something else than pay; `words` are those of the act."""

    plan: str
    number: str
    act: str
    words: dict[str, Any]


@record(kw_only=True)
class DebtorBankrupt(Fact):
    """A debtor is bankrupt: from now on it pays nothing."""

    debtor: str


@record(kw_only=True)
class InvoiceSent(Fact):
    """The company sent an invoice through the channel. `total` is with tax; `document` is base64 of the bytes.

    `rows_total` is what the document's rows come to with tax, `language` the one that it asks for, `iban` and `bic` the
    account that it is to be paid to; None where it does not say. The recipient's words are its name, `business_id`,
    `einvoice_address`, `operator`, `country` and `address`, as far as they are known, `kind` (`company` or `consumer`)
    and `by_bank`, whether it gets its invoices in its bank.
    """

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
    language: str | None = None
    rows_total: Money | None = None
    iban: str | None = None
    bic: str | None = None


@record(kw_only=True)
class InvoiceDelivered(Fact):
    """The invoice reached its recipient."""

    invoice: str
    number: str


@record(kw_only=True)
class TransferRequested(Fact):
    """The company handed an overdue invoice over; `own_id` is its own id of it, where it named one.

    `auxiliary_name` is the name under which the company traded, where it is not its own.
    `reminders` and all after it are as in the command `RegisterCase`; `costs` are within what the agency takes.
    """

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
    auxiliary_name: str | None = None
    reminders: int = 0
    costs: Money | None = None
    einvoice: bool = False
    external_number: str | None = None
    products: tuple[str, ...] = ()
    ledger_account: str | None = None


@record(kw_only=True)
class TransferFailed(Fact):
    """The agency did not take the transfer; `reason` is what the company is told. It can be asked for anew."""

    invoice: str
    number: str
    provider: str
    reason: str


@record(kw_only=True)
class CaseOpened(Fact):
    """The agency took the transfer: one case for the invoice.

    `costs` is how much of the principal the company's own reminders cost; `start` is what begins the case once somebody
    starts it, None for one that starts by itself.
    """

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
    debtor_id: str | None = None
    group: str | None = None
    costs: Money | None = None
    start: str | None = None


@record(kw_only=True)
class InvoiceRouted(Fact):
    """The invoice went through an agency: this is what its recipient is told of where to pay, and of a service online.

    `reference` is the agency's own; the accounts are kept by the invoice's. With `kept` the recipient is told what the
    company wrote: its own account and reference.
    """

    invoice: str
    number: str
    provider: str
    iban: str
    bic: str
    payee: str
    reference: str
    login: str
    password: str
    kept: bool = False


@record(kw_only=True)
class InvoiceBypassed(Fact):
    """The invoice goes to its recipient as it was sent, without a case: `why` is `currency` or `consumer_grace`."""

    invoice: str
    number: str
    provider: str
    why: str


@record(kw_only=True)
class InvoiceFailed(Fact):
    """The invoice was not sent: `fault` says why in one word, `reason` in the agency's."""

    invoice: str
    number: str
    provider: str
    fault: str
    reason: str


@record(kw_only=True)
class InvoiceRerouted(Fact):
    """An invoice that was not sent is on its way again, to a `recipient` with these words changed."""

    invoice: str
    number: str
    recipient: dict[str, Any]


@record(kw_only=True)
class BankMessageSent(Fact):
    """The company sent its consumers' banks a sender's message with `accounts`; `change` adds to what they know.

    `document` is base64 of the message as it came, empty where none did.
    """

    message: str
    change: bool
    accounts: tuple[str, ...]
    document: str = ""
