"""What the user of a client can be told to do in a story: a model for the words of each verb."""

from __future__ import annotations

from typing import Literal

from conformance.scenario.parties import Accountant, Address, Contact, Rental
from conformance.scenario.words import (
    Amount,
    Balance,
    Currency,
    Day,
    Days,
    Flag,
    Key,
    Line,
    Number,
    Text,
    Words,
)
from conformance.scenario.words import absent as _absent

CollectionType = Literal["reminder_and_collection", "collection"]


class Nothing(Words):
    """A verb without words."""


class User(Words):
    """Who clicks in the client."""

    role: Line = _absent()
    email: Line = _absent()
    phone: Line = _absent()


class Details(Words):
    """What an activation form asks."""

    contact: Contact = _absent()
    accountant: Accountant = _absent()
    kyc: dict[str, Line] = _absent()


class Activate(Words):
    """The user orders the service; with `provider` another one of the same company, which it is about from then on."""

    provider: Key = _absent()
    user: User = _absent()
    signatory_email: Line = _absent()
    details: Details = _absent()


class Row(Words):
    """A row of an invoice."""

    description: Line
    quantity: Balance = _absent()
    unit_price: Balance = _absent()
    vat_percent: Balance = _absent()
    total: Balance


DocumentFormat = Literal["FINVOICE30", "FINVOICE20", "PEPPOLBIS30"]


class SentReminder(Words):
    """A reminder that the company sent itself, with what it charged for it."""

    date: Day
    cost: Balance = _absent()
    kind: Literal["reminder", "notice", "demand"] = _absent()


class SendInvoice(Words):
    """The user finished an invoice. Without `date` it is dated the day of the step; `format` is its document's."""

    number: Number
    debtor: Key
    total: Amount
    due_date: Day
    date: Day = _absent()
    rows: list[Row] = _absent()
    reference: Line = _absent()
    currency: Currency = _absent()
    format: DocumentFormat = _absent()
    language: Line = _absent()
    channel: Line = _absent()
    rental: Rental = _absent()
    reminders_sent: list[SentReminder] = _absent(min_length=1)
    financed: Flag = _absent()
    given_to: Line = _absent()
    external_number: Line = _absent()
    auxiliary_name: Line = _absent()
    seller_note: Text = _absent()


class Corrections(Words):
    """What the user corrects of an invoice; the address is its debtor's."""

    due_date: Day = _absent()
    date: Day = _absent()
    reference: Line = _absent()
    rows: list[Row] = _absent()
    total: Amount = _absent()
    address: Address = _absent()


class ResendInvoice(Words):
    """The user has corrected an invoice that is in error, and has it sent again."""

    number: Number
    corrections: Corrections = _absent()


class SendBankMessages(Words):
    """The user has the consumers' banks told of the agency's account."""

    kind: Literal["add", "change"]


class TransferInvoice(Words):
    """The user hands the invoice over to the provider."""

    number: Number
    collection_type: CollectionType = "reminder_and_collection"


class RecordPayment(Words):
    """The user books a payment. Without `date` it came on the day of the step."""

    number: Number
    amount: Amount
    date: Day = _absent()
    from_agency: Flag = _absent()


class CreditInvoice(Words):
    """The user credits an invoice. Without `date` the credit note is dated the day of the step."""

    number: Number
    credit_note_number: Number
    amount: Amount
    date: Day = _absent()


class Comment(Words):
    """The user writes to the provider about an invoice."""

    number: Number
    text: Text


class RequestDueDate(Words):
    """The user asks the agency for a later due date of an invoice that it follows."""

    number: Number
    due_date: Day


class Hold(Words):
    """The user wants collection to rest through a day; another day takes the place of one that was named before."""

    number: Number
    until: Day


class OfInvoice(Words):
    """What needs no more than the invoice."""

    number: Number


class ChangeDueDate(Words):
    """The user gives an invoice another due date before it is handed over."""

    number: Number
    due_date: Day


class TakesBack(Words):
    """A payment that the user recorded was none. Without `date` it is taken back on the day of the step."""

    number: Number
    amount: Amount
    date: Day = _absent()


class SetCustomerGroup(Words):
    """The user puts a customer into a group, out of any other; without `group` into none."""

    debtor: Key
    group: Literal["premium", "vip", "service_bypass"] = _absent()


class AutoTransfer(Words):
    """When the client transfers by itself."""

    enabled: Flag
    minimum_amount: Balance = _absent()
    b2b_days: Days = _absent()
    b2c_days: Days = _absent()
    prevented_group: Line = _absent()


class Settings(Words):
    """Settings of the client, its own and those that the company has at its agency."""

    auto_transfer: AutoTransfer = _absent()
    reminders: Literal[1, 2] = _absent()
    start_from_collection: Flag = _absent()
    approve_before_demand: Flag = _absent()
    approve_before_legal: Flag = _absent()
    include_info: Flag = _absent()
    include_external_number: Flag = _absent()
    batch_payments: Flag = _absent()
    batch_account: Line = _absent()


class ChangeSettings(Words):
    """The user changes settings of the client."""

    settings: Settings
