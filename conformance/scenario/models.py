"""The scenario language: a model for every mapping of a file, and what a story is once it has been read.

The language is closed: a key that no model names is refused wherever it stands. Fields with `absent` may be
left out; nothing may be given as null but the `number` of what belongs to no invoice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

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
)
from conformance.scenario.words import absent as _absent


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

    power_of_attorney: Literal["attached", "missing"] | None = None


class Forwards(Words):
    """The form of an activation is passed on to an authorised signatory."""

    email: Line


class ChangesAccount(Words):
    """The agency's customer service changes the account to which it pays."""

    iban: Line
    bic: Line
    bank: Line


class ChangesSettings(Words):
    """The company's settings at the agency are changed in its portal; by `agency` its customer service does it."""

    settings: dict[Key, Any] = Field(min_length=1)
    by: Literal["agency"] = _absent()


class Ends(Words):
    """The company tells the agency itself that it has removed the service, and agrees with it on its open cases."""

    open_cases: Literal["completed", "stopped"]


class Decides(Words):
    """A person at the agency decides about the case of an invoice."""

    number: Number


class DecidesUntil(Decides):
    """A decision about time; without `until` a hold has no end, and a debtor gets the time that it asked for."""

    until: Day = _absent()


class Suspends(DecidesUntil):
    """Collection rests; the text is what the agency says of it."""

    text: Text = _absent()


class Combines(Decides):
    """A case is collected together with those of other invoices."""

    others: list[Number] = Field(min_length=1)


class Remarks(Decides):
    """The agency writes on the case."""

    text: Text


class Pays(Words):
    """The debtor pays now; without words all that it owes, to whoever collects, with the reference."""

    number: Number
    amount: Amount = _absent()
    to: Literal["agency", "creditor"] = _absent()
    reference: Literal["wrong", "none"] = _absent()


# --- what happens to the network and to the client's process ------------------------------------------------


class Strikes(Words):
    """At which calls, or which messages, a fault strikes: words that all faults share."""

    on: Line = _absent()
    event: Line = _absent()
    nth: Whole = _absent()
    times: Whole = _absent()


class Kill(Words):
    """The client's process is killed: now, at the nth coming call of a duty, or in place of its next reply to an op."""

    on: Line = _absent()
    nth: Whole = _absent()
    before_reply: Literal["tick", "bank", "view"] = _absent()


# --- what is expected ---------------------------------------------------------------------------------------


class InvoiceExpectation(Words):
    """What the client shows of an invoice."""

    state: InvoiceState = _absent()
    collection_status: Line = _absent()
    open_amount: Balance = _absent()
    currency: Currency = _absent()
    action_needed: Flag = _absent()
    transferred_on: Day = _absent()


class LedgerExpectation(Words):
    """A booking in the client's ledger; `number` is null for what belongs to no invoice."""

    number: Number | None = _absent()
    kind: LedgerKind
    amount: Amount


class NoLedgerExpectation(Words):
    """A kind of booking that must not be there, for one invoice or for any."""

    number: Number = _absent()
    kind: LedgerKind


class MessageExpectation(Words):
    """A message that the client shows its user; its wording is the client's own."""

    number: Number = _absent()
    contact: Literal["provider"] = _absent()


class Expectation(Words):
    """What a look, or the end of a story, finds in the client."""

    services: dict[str, ServiceState] = _absent()
    invoices: dict[Number, InvoiceExpectation] = _absent()
    ledger: list[LedgerExpectation] = _absent()
    no_ledger: list[NoLedgerExpectation] = _absent()
    messages: list[MessageExpectation] = _absent()


# --- a file -------------------------------------------------------------------------------------------------


class File(Words):
    """The keys of a scenario file. Debtors and steps are read one by one, for errors that say more."""

    id: Key = _absent()
    title: Line
    rules: list[Rule] = Field(min_length=1)
    for_: list[str] = Field(alias="for", min_length=1)
    country: Country
    start: Moment
    company: Company = _absent()
    assumptions: dict[Line, Any] = _absent()
    debtors: dict[Key, Any] = _absent()
    story: list[Any] = Field(min_length=1)
    expect: Expectation


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
    "debtor": _adapters(pays=Pays),
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
