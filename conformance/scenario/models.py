"""The scenario language: a model for every mapping of a file, and what a story is once it has been read.

The language is closed: a key that no model names is refused wherever it stands. Fields with `absent` may be
left out; nothing may be given as null but the `number` of what belongs to no invoice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from conformance.scenario.acts import (
    Activate,
    ChangeDueDate,
    ChangeSettings,
    Comment,
    CreditInvoice,
    Hold,
    Nothing,
    OfInvoice,
    RecordPayment,
    RequestDueDate,
    ResendInvoice,
    SendBankMessages,
    SendInvoice,
    SetCustomerGroup,
    TakesBack,
    TransferInvoice,
)
from conformance.scenario.parties import Company, Debtor
from conformance.scenario.words import (
    Amount,
    Balance,
    Country,
    Currency,
    Day,
    Duration,
    Flag,
    Key,
    Line,
    Moment,
    Number,
    Rule,
    Text,
    Whole,
    Words,
    absent,
    word,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story: `actor` does `verb` with `words`; `line` is where the step stands in its file.

    `words` of a client, provider or debtor are the verb's own. A clock's are `{verb: value}`, such as
    `{"by": "P14D"}`, and a look has the verb `look` and the words of `expect`. What the network does `then` is a
    `Step` among its words.
    Amounts are `Decimal`, dates `date`, times naive local `datetime`.
    """

    actor: str
    verb: str
    words: dict[str, Any]
    line: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """A story for one provider. `start` is local time of its country; `path` is the file it came from.

    `assumptions` replaces the values of named assumptions, by the names of their settings.
    """

    id: str
    title: str
    provider: str
    rules: tuple[str, ...]
    country: str
    start: dt.datetime
    company: dict[str, Any]
    debtors: dict[str, dict[str, Any]]
    story: tuple[Step, ...]
    expect: dict[str, Any]
    path: str
    assumptions: dict[str, Any] = field(default_factory=dict)

    @property
    def needs(self) -> list[str]:
        """What a client and its harness must be able to do for it, sorted.

        Actions and settings of the client, `faults` if the network misbehaves, `restart` if the client is killed.
        """
        acts = [step for step in self.story if step.actor == "client"]
        found = {step.verb for step in acts}
        found |= {name for step in acts for name in step.words.get("settings", {})}
        kinds = {"network": "faults", "process": "restart"}
        return sorted(found | {kinds[step.actor] for step in self.story if step.actor in kinds})


ServiceState = Literal["inactive", "pending", "active", "declined", "closed"]
InvoiceState = Literal[
    "draft", "sent", "error", "transfer_pending", "in_collection", "paid", "credited", "closed"
]
LedgerKind = Literal[
    "direct_payment", "settlement_principal", "settlement_interest", "fee", "credit", "reversal", "unmatched"
]


# --- what people outside the client do ----------------------------------------------------------------------


class Identified(Words):
    """The company passes the know-your-customer step; who is identified for it may act by a power of attorney."""

    power_of_attorney: Literal["attached", "missing"] = absent(
        "where who is identified acts by one: whether it is attached"
    )


class Forwards(Words):
    """The form of an activation is passed on to an authorised signatory."""

    email: Line = word("the signatory's e-mail address")


class ChangesAccount(Words):
    """The agency's customer service changes the account to which it pays."""

    iban: Line = word("the new account's IBAN")
    bic: Line = word("the BIC of its bank")
    bank: Line = word("the bank's name")


class ChangesSettings(Words):
    """The company's settings at the agency are changed in its portal; by `agency` its customer service does it."""

    settings: dict[Key, Any] = word("the settings that change; all others stay", min_length=1)
    by: Literal["agency"] = absent(
        "`agency`: its customer service does it; without it, the company in the portal"
    )


class Ends(Words):
    """The company tells the agency itself that it has removed the service, and agrees with it on its open cases."""

    open_cases: Literal["completed", "stopped"] = word(
        "what becomes of the open cases: all are completed first, or stopped"
    )


class Decides(Words):
    """A person at the agency decides about the case of an invoice."""

    number: Number = word("the number of the case's invoice, in quotes")


class DecidesUntil(Decides):
    """A decision about time; without `until` a hold has no end, and a debtor gets the time that it asked for."""

    until: Day = absent("the last day of it; without it, as long as it takes, or as was asked for")


class Suspends(DecidesUntil):
    """Collection rests; the text is what the agency says of it."""

    text: Text = absent("what the agency says of it")


class Combines(Decides):
    """A case is collected together with those of other invoices."""

    others: list[Number] = word("the numbers of the other invoices, in quotes", min_length=1)


class Remarks(Decides):
    """The agency writes on the case."""

    text: Text = word("what the agency writes")


class Pays(Words):
    """The debtor pays now; without words all that it owes, to whoever collects, with the reference."""

    number: Number = word("the invoice's number, in quotes")
    amount: Amount = absent("how much; without it, all that is then owed")
    to: Literal["agency", "creditor"] = absent("to whom; without it, to whoever collects at that time")
    reference: Literal["wrong", "none"] = absent("a wrong reference, or none; without it, the right one")


class Disputes(Words):
    """The debtor disputes the claim at the agency now, and perhaps says why."""

    number: Number = word("the invoice's number, in quotes")
    text: Text = absent("why, in the debtor's words")


class AsksForTime(Words):
    """The debtor asks the agency now for so many days more."""

    number: Number = word("the invoice's number, in quotes")
    more: Whole = word("how many days more")


# --- what happens to the network and to the client's process ------------------------------------------------


class Strikes(Words):
    """At which calls, or which messages, a fault strikes: words that all faults share."""

    on: Line = absent(
        "a duty, such as transfer or list_events: strikes only calls of it; without it, any call"
    )
    event: Line = absent("the event's name on the wire, which may end in `*`; without it, any webhook")
    nth: Whole = absent("which of these strikes first, counted from the step; without it 1")
    times: Whole = absent("how many of these strike from there; without it 1")


class Kill(Words):
    """The client's process is killed: now, at the nth coming call of a duty, or in place of its next reply to an op."""

    on: Line = absent(
        "kills at a call of this duty, such as transfer: the provider has done it, and the client never hears"
    )
    nth: Whole = absent("which call of the duty, counted from the step; without it the first")
    before_reply: Literal["tick", "bank", "view"] = absent(
        "kills when the work of the next such request is done and its reply has not arrived"
    )


# --- what is expected ---------------------------------------------------------------------------------------


class InvoiceExpectation(Words):
    """What the client shows of an invoice."""

    state: InvoiceState = absent("where the invoice is")
    collection_status: Line = absent("how far its collection has come, as the client shows it")
    open_amount: Balance = absent("what the debtor still owes the company: neither fees nor interest")
    currency: Currency = absent("its currency")
    action_needed: Flag = absent("whether the client shows that its user has to do something")
    transferred_on: Day = absent("the day on which it was handed over")


class LedgerExpectation(Words):
    """A booking in the client's ledger; `number` is null for what belongs to no invoice."""

    number: Number | None = absent("the invoice that it belongs to; null, or left out, for none")
    kind: LedgerKind = word("what kind of booking")
    amount: Amount = word("the sum of all rows of this number and kind")


class NoLedgerExpectation(Words):
    """A kind of booking that must not be there, for one invoice or for any."""

    number: Number = absent("of this invoice; without it, of any")
    kind: LedgerKind = word("the kind that must not be there")


class MessageExpectation(Words):
    """A message that the client shows its user; its wording is the client's own."""

    number: Number = absent("the invoice that it is about")
    contact: Literal["provider"] = absent("`provider`: the user is told to contact the provider")


class Expectation(Words):
    """What a look, or the end of a story, finds in the client."""

    services: dict[str, ServiceState] = absent("by provider: the state of its service")
    invoices: dict[Number, InvoiceExpectation] = absent("by number: what the client shows of the invoice")
    ledger: list[LedgerExpectation] = absent("bookings that must be there, by their sum")
    no_ledger: list[NoLedgerExpectation] = absent("bookings that must not be there")
    messages: list[MessageExpectation] = absent("what the user must have been told")


# --- a file -------------------------------------------------------------------------------------------------


class File(Words):
    """The keys of a scenario file. Debtors and steps are read one by one, for errors that say more."""

    id: Key = absent("the second half of the scenario's id; without it, the file's name")
    title: Line = word("one sentence: what happens")
    rules: list[Rule] = word("the rules that the story is about (`dunbox rules` shows them)", min_length=1)
    for_: list[str] = word(
        "the agencies that the story is told of; each makes a scenario of its own", alias="for", min_length=1
    )
    country: Country = word("where the company is; time zone, currency and banking days follow")
    start: Moment = word("the local time at which the story begins")
    company: Company = absent("what the story says of the company; the rest is made from the seed")
    assumptions: dict[Line, Any] = absent(
        "named assumptions that are otherwise in this story (`dunbox list` shows them)"
    )
    debtors: dict[Key, Any] = absent("who owes, and how each behaves, by a key of your own")
    story: list[Any] = word("the steps, in order: who does what", min_length=1)
    expect: Expectation = word("what the client's books must show at the end")


def _adapters(**verbs: Any) -> Mapping[str, TypeAdapter[Any]]:
    return {verb: TypeAdapter(kind) for verb, kind in verbs.items()}


# Actor -> verb -> what the verb's words must be. A step is one of these, and nothing else.
GRAMMAR: Mapping[str, Mapping[str, TypeAdapter[Any]]] = {
    "client": _adapters(
        activate=Activate,
        close_service=Nothing,
        send_invoice=SendInvoice,
        resend_invoice=ResendInvoice,
        send_bank_messages=SendBankMessages,
        transfer_invoice=TransferInvoice,
        record_payment=RecordPayment,
        reverse_payment=TakesBack,
        delete_payment=TakesBack,
        credit_invoice=CreditInvoice,
        comment=Comment,
        request_due_date=RequestDueDate,
        hold=Hold,
        release=OfInvoice,
        cancel=OfInvoice,
        bad_debt=OfInvoice,
        reopen_invoice=OfInvoice,
        change_due_date=ChangeDueDate,
        remove_api_user=Nothing,
        set_customer_group=SetCustomerGroup,
        change_settings=ChangeSettings,
    ),
    # Those that name an invoice are the simulator's decisions about its case.
    "provider": _adapters(
        sign=Nothing,
        decline=Nothing,
        pass_kyc=Identified,
        fail_kyc=Nothing,
        finish_activation=Nothing,
        forward=Forwards,
        change_bank_account=ChangesAccount,
        change_settings=ChangesSettings,
        remove_api_user=Nothing,
        end_service=Ends,
        start=Decides,
        combine=Combines,
        record_consent=DecidesUntil,
        approve_demand=Decides,
        approve_legal=Decides,
        take_payment_back=Decides,
        suspend=Suspends,
        resume=Decides,
        stop=Decides,
        accept_due_date=DecidesUntil,
        refuse_due_date=Decides,
        comment=Remarks,
    ),
    "clock": _adapters(to=Moment, by=Duration, banking_days=Whole, ticks=Literal["hourly", "daily"]),
    "debtor": _adapters(pays=Pays, disputes=Disputes, asks_for_time=AsksForTime),
    # Its other verbs are the simulator's faults (`conformance.scenario.faults`).
    "network": _adapters(calm=Nothing),
    "process": _adapters(kill=Kill),
}

EXPECTATION: TypeAdapter[Any] = TypeAdapter(Expectation)
FILE: TypeAdapter[Any] = TypeAdapter(File)
DEBTOR: TypeAdapter[Any] = TypeAdapter(Debtor)
STRIKES: TypeAdapter[Any] = TypeAdapter(Strikes)


def plain(value: Any) -> Any:
    """A model as the plain words of its author, without what was left out."""
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_none=True, by_alias=True)
    return value
