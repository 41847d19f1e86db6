"""What an agency is to the engine: a name, a table, and a few figures. An agency's file fills this in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

from simulator.domain import details
from simulator.domain.lifecycle import Lifecycle
from simulator.domain.money import Money


class Charge(Protocol):
    """An amount of money, the row of law that it comes from, and whether that row was only carried on."""

    @property
    def money(self) -> Money:
        """The amount."""

    @property
    def source(self) -> str:
        """The row of law."""

    @property
    def assumed(self) -> bool:
        """True where the last known figure was carried on past its period."""


class Rate(Protocol):
    """A rate in basis points, the row of law that it comes from, and whether no source states it for the day."""

    @property
    def basis_points(self) -> int:
        """Hundredths of a percent."""

    @property
    def source(self) -> str:
        """The row of law."""

    @property
    def assumed(self) -> bool:
        """True where no source states it for the day."""


class Tariff(Protocol):
    """What a letter costs, by principal."""

    def of(self, principal: Money, charged: Money) -> Charge:
        """Answer what it costs for a principal, after those `charged` before."""


class Law(Protocol):
    """The law of one country as the engine needs it; `simulator.law` holds the rows."""

    @property
    def currency(self) -> str:
        """The country's currency, ISO 4217."""

    @property
    def beyond_ceilings(self) -> frozenset[str]:
        """What is charged beside the most that all charges come to: `payment_plan` or nothing."""

    def tariff(self, letter: str, kind: str, day: date, nth: int, *, due: date) -> Tariff:
        """Answer what an agency may charge on a day for its nth letter of this name, of a claim with a due date."""

    def term(self, letter: str, kind: str, day: date) -> int:
        """Answer how many days a letter leaves the debtor before the next one may be charged.

        `second_demand` are the days between two demands.
        """

    def official_expense(self, step: str, principal: Money, day: date) -> Charge:
        """Answer what the authorities ask for a step of legal collection: `summons`, `enforcement`."""

    def vat(self, day: date) -> Rate:
        """Answer the general rate of value added tax with its row."""

    def vat_rate(self, day: date) -> int:
        """Answer the general rate of value added tax, in basis points."""

    def interest_rate(self, kind: str, day: date) -> Rate:
        """Answer the yearly rate of late-payment interest on a day, with its rows."""

    def late_interest(self, principal: Money, kind: str, first_day: date, last_day: date) -> Charge:
        """Answer the late-payment interest for these days, both included; zero if there are none."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of customers. What it costs the company is an assumption by its name, in the account's currency.

    `free_letters` cost the debtor nothing; `letter_cost` is what each letter costs the company, `unpaid_cost` what a
    case does that closes without a payment.
    """

    free_letters: bool = False
    letter_cost: str | None = None
    unpaid_cost: str | None = None


NO_GROUP = Group()


@dataclass(frozen=True, slots=True)
class Break:
    """The hours of every night (`22:00` to `05:00`, on the clocks of a zone) in which an agency takes no orders."""

    begins: str
    ends: str
    zone: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting that a company has at an agency: one of `values`, or a number of `digits` (as text).

    With `of_agency` only the agency's customer service changes it.
    """

    values: tuple[bool | int, ...] = (False, True)
    digits: bool = False
    of_agency: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """What an agency looks at when a claim comes to it together with its invoice.

    `second_reminder` and `demand` are how a case begins of which the company itself has reminded once, or often enough;
    `unstarted` how one begins that somebody has to start: of a smaller open sum than `least` (decimal text), or of an
    invoice that is older than `started_years`. One older than `taken_years` is not taken. `costs` are the most that the
    company's own reminders may have cost, by kind of debtor (decimal text, of the country's currency).
    """

    second_reminder: str
    demand: str
    unstarted: str
    least: str
    started_years: int
    taken_years: int
    costs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agency:
    """A collection agency.

    `currencies` says for each country it serves in which currency; `kyc` in which of them a know-your-customer
    step is needed; `receivables` which kind of debtor each type of receivable has, `only_in` the countries of a
    type that is not taken everywhere; `opens_after` how many days after its due date an invoice of such a debtor
    can be transferred. `rules` names, for what the engine does in the agency's name, the rows of the rule catalogue
    that it carries out. `called` is its name for people, where that has other letters than `name`. Names of assumptions
    begin with `assumed_as`, where that is empty with `name`, as in `<name>.confirmation_banking_days`. Agencies with
    the same `agreement` (empty is the agency's own) are one company: its customer has one of them at a time.

    `activates` says when a signed agreement is in force: once the agency has confirmed it, or at once;
    `one_visit` that the company gives its details when it asks for the service, and that form, terms and
    identification are one visit behind a link, which can be forwarded and of which the contact is reminded;
    `unsigned_start` how a case begins that is handed over before the signature, None where none is taken
    before; `asks` the details that have to be given, `ordered_by` the roles that a user who orders can have
    (empty: any); `resets_after` the days after which an activation is reset that nobody finishes, None where a
    contact is reminded of its form; `rests` when nothing can be ordered; `reminded_first` the types of collection
    for which the company has to have reminded of the invoice before;
    `answers` when a transfer becomes a case: some minutes `later`, or in the answer; `case_ids` what its ids look
    like; `settles` whether a day's principal comes `together`, a row an invoice, or `each`
    invoice by itself; `keeps_interest` whether what debtors pay as interest stays with the agency,
    `asks_interest_at_once` whether it is asked for before the first letter too;
    `routes` whether each invoice that the company sends goes through the agency; `faults` which faults of theirs it
    looks for, in this order, with what it says of them (`{city}` and `{format}` are the invoice's); `groups` are its
    groups of customers; `intake` is what it looks at in a claim that comes with its invoice; `choices` are the settings
    that its customers have there, whose defaults are assumptions of the same names;
    `channels` are the ways on which its letters go (`post`, `e-mail`, `e-invoice`), the first that it can, by letter
    and kind of debtor (`demand:company`), `consented` those to a consumer who has consented to electronic ones;
    `batches` whether a customer can choose to have a day's payments in one sum; `prepares` whether a service that is
    asked for has to be made ready for some minutes, `returns` whether a company that comes back has it at once;
    `files_limit` how many bytes of files about a case it takes (0 for no files), and then it asks for the copy of an
    invoice that did not come; `any_currency` whether it takes claims in other currencies than the country's;
    `extension_charged_from` how many days a debtor has to be given before the law's fee for that is charged;
    `long_plan_from` how many instalments a payment plan has to have for the law's fee for a long one.
    """

    name: str
    lifecycle: Lifecycle
    currencies: Mapping[str, str]
    kyc: frozenset[str]
    receivables: Mapping[str, str]
    opens_after: Mapping[str, int]
    starts: Mapping[str, str]
    rules: Mapping[str, tuple[str, ...]]
    activates: Literal["confirmed", "signed"] = "confirmed"
    one_visit: bool = False
    unsigned_start: str | None = None
    asks: tuple[str, ...] = details.MANDATORY
    ordered_by: frozenset[str] = frozenset()
    resets_after: int | None = None
    rests: Break | None = None
    reminded_first: frozenset[str] = frozenset()
    answers: Literal["later", "at once"] = "later"
    case_ids: Literal["uuid", "number"] = "uuid"
    settles: Literal["together", "each"] = "together"
    keeps_interest: bool = False
    asks_interest_at_once: bool = True
    routes: bool = False
    faults: Mapping[str, str] = field(default_factory=dict)
    extension_charged_from: int = 14
    long_plan_from: int = 5
    only_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    intake: Intake | None = None
    choices: Mapping[str, Choice] = field(default_factory=dict)
    channels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    consented: tuple[str, ...] = ()
    batches: bool = False
    prepares: bool = False
    returns: bool = False
    files_limit: int = 0
    any_currency: bool = False
    called: str = ""
    assumed_as: str = ""
    agreement: str = ""

    def setting(self, name: str) -> str:
        """Answer the whole name of one of its assumptions."""
        return f"{self.assumed_as or self.name}.{name}"

    @property
    def title(self) -> str:
        """How people call it."""
        return self.called or self.name.capitalize()

    @property
    def party(self) -> str:
        """Whose agreement it is: the agency's own, or that of the company to which it belongs."""
        return self.agreement or self.name
