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
    absent,
    word,
)

CollectionType = Literal["reminder_and_collection", "collection"]


class Nothing(Words):
    """A verb without words."""


class User(Words):
    """Who clicks in the client."""

    role: Line = absent("what the user may do, such as admin")
    email: Line = absent("the user's e-mail address")
    phone: Line = absent("the user's telephone number, in quotes")


class Details(Words):
    """What an activation form asks."""

    contact: Contact = absent("whom the agency writes to")
    accountant: Accountant = absent("who keeps the company's books")
    kyc: dict[str, Line] = absent("answers to the know-your-customer questions, by question")


class Activate(Words):
    """The user orders the service; with `provider` another one of the same company, which it is about from then on."""

    provider: Key = absent("another service of the same company, which all steps after it are about")
    user: User = absent("who clicks in the client")
    signatory_email: Line = absent("to whom the agreement goes to be signed")
    details: Details = absent("what the activation form asks")


class Row(Words):
    """A row of an invoice."""

    description: Line = word("what was sold")
    quantity: Balance = absent("how many")
    unit_price: Balance = absent("the price of one, without VAT")
    vat_percent: Balance = absent("the rate of VAT")
    total: Balance = word("the row's sum with VAT")


DocumentFormat = Literal["FINVOICE30", "FINVOICE20", "PEPPOLBIS30"]


class SentReminder(Words):
    """A reminder that the company sent itself, with what it charged for it."""

    date: Day = word("the day of the reminder")
    cost: Balance = absent("what the company charged for it")
    kind: Literal["reminder", "notice", "demand"] = absent("what it was; without it, a reminder")


class SendInvoice(Words):
    """The user finished an invoice. Without `date` it is dated the day of the step; `format` is its document's."""

    number: Number = word("the invoice's number, in quotes; later steps know it by this")
    debtor: Key = word("whom it goes to: a key below `debtors`")
    total: Amount = word("its sum with VAT")
    due_date: Day = word("the day by which it is to be paid")
    date: Day = absent("the invoice's own date; without it, the day of the step")
    rows: list[Row] = absent("what it is for; without it, one row is made")
    reference: Line = absent(
        "its payment reference; without it, one is made; `none` for an invoice without one"
    )
    currency: Currency = absent("its currency; without it, that of the country")
    format: DocumentFormat = absent("the format of its document; without it FINVOICE30")
    language: Line = absent("the language of the invoice, such as sv")
    channel: Line = absent("`none`: the company delivers it itself")
    rental: Rental = absent("what is let, of an invoice that is rent")
    reminders_sent: list[SentReminder] = absent("reminders that the company has sent itself", min_length=1)
    financed: Flag = absent("true: it has been sold to a financing company")
    given_to: Line = absent("another agency that has it already")
    external_number: Line = absent("the number that another system gave it")
    auxiliary_name: Line = absent("the name that the company traded under")
    seller_note: Text = absent("what the seller wants the agency to know of it")


class Corrections(Words):
    """What the user corrects of an invoice; the address is its debtor's."""

    due_date: Day = absent("the right due date")
    date: Day = absent("the right date of the invoice")
    reference: Line = absent("the right payment reference")
    rows: list[Row] = absent("the right rows")
    total: Amount = absent("the right sum")
    address: Address = absent("the right address of its debtor")


class ResendInvoice(Words):
    """The user has corrected an invoice that is in error, and has it sent again."""

    number: Number = word("the invoice's number, in quotes")
    corrections: Corrections = absent("what the user corrects first")


class SendBankMessages(Words):
    """The user has the consumers' banks told of the agency's account."""

    kind: Literal["add", "change"] = word("whether an account is added or changed")


class TransferInvoice(Words):
    """The user hands the invoice over to the provider."""

    number: Number = word("the invoice's number, in quotes")
    collection_type: CollectionType = word(
        "how collection begins: with reminders, or without", default="reminder_and_collection"
    )


class RecordPayment(Words):
    """The user books a payment. Without `date` it came on the day of the step."""

    number: Number = word("the invoice's number, in quotes")
    amount: Amount = word("how much was paid")
    date: Day = absent("the day it came; without it, the day of the step")
    from_agency: Flag = absent("true: the agency paid it, not the debtor")


class CreditInvoice(Words):
    """The user credits an invoice. Without `date` the credit note is dated the day of the step."""

    number: Number = word("the number of the invoice that is credited, in quotes")
    credit_note_number: Number = word("the credit note's own number, in quotes")
    amount: Amount = word("how much is credited")
    date: Day = absent("the credit note's date; without it, the day of the step")


class Comment(Words):
    """The user writes to the provider about an invoice."""

    number: Number = word("the invoice's number, in quotes")
    text: Text = word("what the user writes")


class RequestDueDate(Words):
    """The user asks the agency for a later due date of an invoice that it follows."""

    number: Number = word("the invoice's number, in quotes")
    due_date: Day = word("the due date that is asked for")


class Hold(Words):
    """The user wants collection to rest through a day; another day takes the place of one that was named before."""

    number: Number = word("the invoice's number, in quotes")
    until: Day = word("the last day of the rest")


class OfInvoice(Words):
    """What needs no more than the invoice."""

    number: Number = word("the invoice's number, in quotes")


class ChangeDueDate(Words):
    """The user gives an invoice another due date before it is handed over."""

    number: Number = word("the invoice's number, in quotes")
    due_date: Day = word("the new due date")


class TakesBack(Words):
    """A payment that the user recorded was none. Without `date` it is taken back on the day of the step."""

    number: Number = word("the invoice's number, in quotes")
    amount: Amount = word("how much had been recorded")
    date: Day = absent("the day of taking it back; without it, the day of the step")


class SetCustomerGroup(Words):
    """The user puts a customer into a group, out of any other; without `group` into none."""

    debtor: Key = word("which customer: a key below `debtors`, of a company")
    group: Literal["premium", "vip", "service_bypass"] = absent(
        "the group; without it the customer is in none"
    )


class AutoTransfer(Words):
    """When the client transfers by itself."""

    enabled: Flag = word("whether the client transfers by itself")
    minimum_amount: Balance = absent("the smallest open amount that it transfers")
    b2b_days: Days = absent("how many days after the due date, of companies")
    b2c_days: Days = absent("how many days after the due date, of consumers")
    prevented_group: Line = absent("a group of customers whose invoices it leaves alone")


class Settings(Words):
    """Settings of the client, its own and those that the company has at its agency."""

    auto_transfer: AutoTransfer = absent("when the client transfers overdue invoices by itself")
    reminders: Literal[1, 2] = absent("how many reminders the agency sends")
    start_from_collection: Flag = absent("true: collection begins with the payment demand")
    approve_before_demand: Flag = absent("true: a demand goes out only when the company has approved it")
    approve_before_legal: Flag = absent("true: legal collection begins only when the company has approved it")
    include_info: Flag = absent("true: what the company writes on an invoice goes along to the agency")
    include_external_number: Flag = absent("true: the external number of an invoice goes along to the agency")
    batch_payments: Flag = absent("true: the agency pays what came in on a day as one sum")
    batch_account: Line = absent("the account for such sums")


class ChangeSettings(Words):
    """The user changes settings of the client."""

    settings: Settings = word("the settings that change; all others stay")
