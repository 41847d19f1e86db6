"""Where a sandbox stands: everything that its facts, applied in order, have made of it.

Plain mutable records. Nothing here decides anything, and nothing outside `apply` functions changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator.domain import calendar
from simulator.domain import facts as f
from simulator.domain.agency import Agency, Law
from simulator.domain.alike import Alike
from simulator.domain.batches import Batch
from simulator.domain.commands import Command
from simulator.domain.draw import Draw
from simulator.domain.growing import Growing
from simulator.domain.happened import Timeline
from simulator.domain.identifiers import payment_reference
from simulator.domain.ledger import Ledger
from simulator.domain.money import Money
from simulator.domain.recent import Recent


@dataclass(slots=True)
class Service:
    """The company's agreement with one agency. `status`: inactive, pending, active, declined, closed.

    `prepared` says that the technical part of the onboarding is done, `api_user` that the agency can write into the
    company's books; `people` were invited to its portal, by their e-mail addresses.

    `details` are those that the company gave; `link` is the number of the link behind which the activation is finished,
    0 for none: another number is one that works no longer.
    """

    provider: str
    status: str = "inactive"
    email: str | None = None
    signed: bool = False
    kyc_passed: bool = False
    details: dict[str, Any] = field(default_factory=dict)
    link: int = 0
    has_credentials: bool = False  # of the agency's portal
    activated_at: datetime | None = None
    prepared: bool = True
    api_user: bool = True
    people: dict[str, f.PersonInvited] = field(default_factory=dict)


@dataclass(slots=True)
class Debtor:
    """A debtor: its details in the words of an invoice's debtor, its behaviour in the words of a script."""

    key: str
    details: dict[str, Any]
    behaviour: dict[str, Any]


@dataclass(slots=True)
class Held:
    """An invoice as its debtor holds it; `received` once it has arrived."""

    debtor: str
    invoice: dict[str, Any]
    received: bool


@dataclass(slots=True)
class Invoice:
    """A sent invoice. `status`: pending, delivered, failed. `actions` are (moment, what) in order.

    `routed` is what an agency made of it, `failures` each time that it was not sent; `at` is when it came first and
    `sent_again` when it was last sent after that. Its recipient is the one that it was last sent to.
    """

    sent: f.InvoiceSent
    at: datetime
    status: str = "pending"
    actions: tuple[tuple[datetime, str], ...] = ()
    routed: f.InvoiceRouted | None = None
    failures: tuple[f.InvoiceFailed, ...] = ()
    sent_again: datetime | None = None


@dataclass(slots=True)
class BankMessage:
    """A message to consumers' banks, and when it was sent."""

    at: datetime
    sent: f.BankMessageSent


@dataclass(slots=True)
class Transfer:
    """A transfer to an agency. `status`: pending, sent, error. `case` once it is there, `reason` if it failed."""

    request: f.TransferRequested
    status: str = "pending"
    case: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class CaseEvent:
    """An entry of a case's own timeline, number `nth` from 0 on; `seen_at` once the company marked it."""

    draw: Draw
    case: str
    nth: int
    at: datetime
    fact: f.Fact
    seen_at: datetime | None = None

    @property
    def id(self) -> str:
        """Its id, which says nothing and never changes. It is drawn when somebody reads it: of most nobody does."""
        return self.draw.uuid("event", f"{self.case}/{self.nth}")


@dataclass(slots=True)
class Case:
    """A case at an agency. The `open_…` amounts are what is still owed; interest is posted until `interest_from`.

    `paid_before` is what the debtor had paid directly before, as far as the case's principal leaves it out; `charged`
    all fees so far that the law's ceilings count, paid or not; `given_back` the principal that was open when the case
    ended. `due_date` is the claim's, moved or not; `last_letter` the day of the last one; `group` the debtor's group of
    customers.

    `timers` are the deadlines of its state. While it is paused, `pause` says why, `left` is the state that it was
    in with that one's timers, and `paid_in_plan` what was paid since. `asked_until` is the time that was
    asked for, and `asked` what: `more_time` by the debtor, `due_date` by the company. `combined` are the cases that
    this one is collected with; `files` those that the company attached.
    """

    opened: f.CaseOpened
    opened_at: datetime
    state: str
    open_principal: Money
    open_fees: Money
    open_interest: Money
    charged: Money
    interest_from: date
    reported_directly: Money
    paid_before: Money
    paid_in_plan: Money
    timers: tuple[f.Deadline, ...]
    due_date: date
    group: str | None = None
    last_letter: date | None = None
    letters: dict[str, int] = field(default_factory=dict)
    pause: f.CollectionPaused | None = None
    left: tuple[str, tuple[f.Deadline, ...]] | None = None
    asked_until: date | None = None
    asked: str | None = None
    closed_at: datetime | None = None
    reason: str | None = None
    given_back: Money | None = None
    combined: tuple[str, ...] = ()
    files: tuple[f.FileAttached, ...] = ()
    events: list[CaseEvent] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The provider's id of the case."""
        return self.opened.case

    @property
    def open_capital(self) -> Money:
        """What is open of the invoice itself: what the company's own reminders cost is paid last."""
        costs = self.opened.costs
        return self.open_principal - min(costs, self.open_principal) if costs else self.open_principal


@dataclass(slots=True)
class Movement:
    """Money on one of the company's accounts, booked on a banking day."""

    account: str
    booked: date
    fact: f.CreditorPaid | f.PrincipalSettled | f.InterestSettled

    @property
    def amount(self) -> Money:
        """The amount that came in."""
        return self.fact.amount if isinstance(self.fact, f.CreditorPaid) else self.fact.total


@dataclass(slots=True)
class Owed:
    """What an agency has collected for the company and not yet paid out.

    Principal by payout and case, interest by month and case.

    `fees` is what it has yet to invoice the company for: by month, then by case and what it is. `paid_out` is when
    principal was last paid out.
    """

    principal: dict[str, dict[str, Money]] = field(default_factory=dict)
    interest: dict[str, dict[str, Money]] = field(default_factory=dict)
    fees: dict[str, dict[tuple[str, str], Money]] = field(default_factory=dict)
    paid_out: datetime | None = None


@dataclass(slots=True)
class State:
    """One sandbox. `settings` holds every assumption by its name, overridden or not; `now` is UTC."""

    draw: Draw
    company: dict[str, Any]
    law: Law
    post_offices: Callable[[str], Collection[str]]  # the names at a Finnish postal code
    agencies: Mapping[str, Agency]
    settings: Mapping[str, Any]
    born: date
    now: datetime
    credentials: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # by channel, where they were given
    services: dict[str, Service] = field(default_factory=dict)
    debtors: MutableMapping[str, Debtor] = field(default_factory=dict)
    held: MutableMapping[str, Held] = field(default_factory=dict)
    invoices: MutableMapping[str, Invoice] = field(default_factory=dict)
    transfers: MutableMapping[str, Transfer] = field(default_factory=dict)
    cases: MutableMapping[str, Case] = field(default_factory=dict)
    plans: MutableMapping[str, f.PaymentPlanned] = field(default_factory=dict)
    acts: MutableMapping[str, f.ActPlanned] = field(default_factory=dict)
    bankrupt: set[str] = field(default_factory=set)  # keys of debtors
    groups: MutableMapping[str, f.GroupSet] = field(default_factory=dict)  # of customers, by business ID
    bank_messages: MutableMapping[str, BankMessage] = field(default_factory=dict)
    accounts_told: set[str] = field(default_factory=set)  # those that consumers' banks were told of
    chosen: dict[str, dict[str, Any]] = field(default_factory=dict)  # the company's settings at an agency
    consents: dict[str, date] = field(default_factory=dict)  # the last day of each, by agency and debtor
    batches: MutableMapping[str, f.BatchSettled] = field(default_factory=dict)  # by settlement
    bookkept: MutableMapping[str, f.SettlementBookkept] = field(default_factory=dict)  # by settlement
    movements: Growing[Movement] = field(default_factory=list)
    owed: dict[str, Owed] = field(default_factory=dict)
    webhooks: dict[str, f.WebhookRegistered] = field(default_factory=dict)
    paid_directly: MutableMapping[tuple[str, str], Money] = field(
        default_factory=dict
    )  # to the company, by invoice number and currency
    timeline: Timeline = field(default_factory=Timeline)
    invoice_ids: MutableMapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # by invoice number, oldest first
    case_ids: MutableMapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # by invoice number, oldest first
    debtor_cases: MutableMapping[str, list[str]] = field(
        default_factory=dict
    )  # by a debtor's business ID, oldest first; at agencies that have groups of customers
    own_ids: MutableMapping[str, str] = field(default_factory=dict)  # cases by `agency/the company's own id`
    sent_batches: MutableMapping[str, Batch] = field(default_factory=dict)
    case_events: Growing[CaseEvent] = field(default_factory=list)  # of all cases, as they happened
    recent: Recent = field(default_factory=Recent)  # what these come to
    alike: Alike = field(default_factory=Alike)

    @property
    def ledger(self) -> Ledger:
        """The ledger, of all that has happened: nothing is decided by it, so it is made when somebody looks."""
        return Ledger.of(happened.fact for happened in self.timeline)

    @property
    def country(self) -> str:
        """The account's country, ISO 3166-1 alpha-2."""
        return str(self.company["country"])

    @property
    def zone(self) -> ZoneInfo:
        """The account's zone."""
        return calendar.zone_of(self.company["time_zone"])

    @property
    def currency(self) -> str:
        """The currency of the account's country."""
        return self.law.currency

    def currency_of(self, number: str) -> str:
        """Answer the currency of an invoice, that of its case if it has one; the country's for one that nobody knows.

        A number can be given to two invoices, of two currencies.
        """
        case = self.case_of(number)
        if case is not None:
            return case.open_principal.currency
        sent, held = self.newest_of(number), self.held.get(number)
        if sent is not None:
            return sent.sent.total.currency
        return str(held.invoice["currency"]) if held else self.currency

    @property
    def today(self) -> date:
        """The local date of the account's zone."""
        return calendar.local_date(self.zone, self.now)

    def service(self, provider: str) -> Service:
        """Answer the company's service with this agency, as it stands; an unused one is inactive."""
        return self.services.get(provider) or Service(provider)

    def group_of(self, business_id: str | None) -> str | None:
        """Answer the group of customers into which a business ID was put, or None."""
        found = self.groups.get(business_id) if business_id else None
        return found.group if found else None

    def agreement(self, party: str) -> Service | None:
        """Answer the company's agreement with an agency's party, if any: it is with one of its agencies at a time."""
        mine = (each for each in self.services.values() if self.agencies[each.provider].party == party)
        return next(mine, None)

    def payee(self, provider: str, currency: str) -> str | None:
        """Answer the IBAN to which an agency pays: the one that it was given, else the company's in this currency."""
        account: str | None = self.given(provider, "iban")
        return account or self.account(currency)

    def given(self, provider: str, detail: str) -> Any:
        """Answer a detail that the company gave with its order to the party of this agency, or None."""
        agreement = self.agreement(self.agencies[provider].party)
        return agreement.details.get(detail) if agreement else None

    def account(self, currency: str) -> str | None:
        """Answer the IBAN of the company's active account in this currency."""
        accounts = self.company["bank_accounts"]
        return next(
            (a["iban"] for a in accounts if a["currency"] == currency and a.get("active", True)), None
        )

    def local(self, day: date, clock: str) -> datetime:
        """Answer the UTC instant of a local wall-clock time (`09:00`) on a day."""
        return calendar.at_local(self.zone, day, time.fromisoformat(clock))

    def open_day(self, day: date) -> date:
        """Answer the day itself if it is a banking day, else the next one."""
        return calendar.next_banking_day(self.country, day)

    def days(self, setting: str, kind: str) -> int:
        """Answer a number of days that may differ by the kind of debtor, or be the law's: the term of a letter."""
        value = self.settings[setting]
        if isinstance(value, dict):
            return (
                self.law.term(value["term_of"], kind, self.today) if "term_of" in value else int(value[kind])
            )
        return int(value)

    def later(self, minutes: int) -> datetime:
        """Answer the instant so many minutes from now."""
        return self.now + timedelta(minutes=minutes)

    def owed_by(self, provider: str) -> Owed:
        """Answer what this agency has yet to pay out."""
        return self.owed.setdefault(provider, Owed())

    def stray_reference(self, number: str) -> str:
        """Answer a sound payment reference that belongs to no invoice of this company."""
        return payment_reference(self.country, f"99{self.draw('stray reference', number, 10**7, 10**8 - 1)}")

    def newest_of(self, number: str) -> Invoice | None:
        """Answer the invoice with this number that was sent last."""
        found = self.invoice_ids.get(number)
        return self.invoices[found[-1]] if found else None

    def total_of(self, number: str) -> Money | None:
        """Answer the total of the invoice with this number, as it was sent, or as its debtor holds it."""
        sent = self.newest_of(number)
        if sent is not None:
            return sent.sent.total
        held = self.held.get(number)
        return Money.parse(str(held.invoice["total"]), str(held.invoice["currency"])) if held else None

    def paid_to_company(self, number: str, currency: str) -> Money:
        """Answer what the debtor of this invoice number paid the company itself, in a currency."""
        return self.paid_directly.get((number, currency)) or Money.zero(currency)

    def last_updated(self, provider: str) -> Sequence[str]:
        """Answer the ids of an agency's cases, the one that was updated last at the end."""
        new = [event.case for event in self.case_events[self.recent.read :]]
        self.recent.note(new, lambda case: self.cases[case].opened.provider)
        return self.recent.of(provider)

    def case_of(self, number: str) -> Case | None:
        """Answer the open case for this invoice number, or the last one that ended."""
        found = [self.cases[case] for case in self.case_ids.get(number, ())]
        return next(
            (case for case in reversed(found) if case.closed_at is None), found[-1] if found else None
        )


# What each topic brings: decisions by command, what its deadlines do, and how its facts change the state.
Deciders = dict[type[Command], Callable[[State, Any], list[f.Fact]]]
Reachers = dict[str, Callable[[State, str, str], list[f.Fact]]]
Appliers = dict[type[f.Fact], Callable[[State, Any], None]]
