"""A year of random debtors of every agency: at its end every cent that anybody paid is somewhere.

Debtors, their invoices, and what the company and people at the agency do are drawn from a seed. `make test` lives 200
such years with few debtors and some with a thousand, `make test-long` 200 with a thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import permutations
from typing import Any, TypeVar

import pytest

from simulator.debtors import mix
from simulator.domain import commands as c
from simulator.domain.commands import Refusal
from simulator.domain.draw import Draw
from simulator.domain.money import Money
from simulator.domain.state import State
from simulator.letters import sent
from tests.simulator.desk import Desk
from tests.simulator.reckoning import Reckoning, every_cent_is_accounted_for, is_the_same_when_replayed

SEEDS = range(200)
FEW, MANY = 50, 1000
FIRST_DAY, YEAR = date(2026, 1, 12), 365
COUNTRIES = ("FI", "SE", "NO")
IN_FINLAND = {
    3: "kassavirta",
    4: "kassavirta",
    6: "perinta",
    8: "kravia",
    9: "kravia",
    10: "kassavirta",
    11: "perinta",
}
"""Which agency collects in Finland, by a seed's rest in twelves; all others are Ropo's, in three countries."""
ORDERS = [list(order) for order in permutations(("fees", "interest", "principal"))]

DEBTORS: list[dict[str, Any]] = [
    {"weight": 4, "pays": {"before": "due", "days": 1}},
    {"weight": 4, "pays": {"after": "due", "days": 20}},
    {"weight": 5, "pays": {"after": "reminder", "days": 3}},
    {"weight": 2, "pays": {"after": "second_reminder", "days": 4}},
    {"weight": 4, "pays": {"after": "demand", "days": 5}},
    {"weight": 2, "pays": {"after": "second_demand", "days": 2}},
    {"weight": 2, "pays": {"after": "summons", "days": 9}},
    {"weight": 1, "pays": {"after": "enforcement", "days": 30}},
    {
        "weight": 3,
        "pays": [{"after": "reminder", "days": 2, "amount": "10.01"}, {"after": "demand", "days": 3}],
    },
    {"weight": 2, "pays": {"after": "reminder", "days": 2, "amount": "55.55"}},
    {"weight": 2, "pays": {"after": "demand", "days": 3, "times": 2}},
    {"weight": 2, "pays": {"after": "reminder", "days": 3, "more": "0.01"}},
    {"weight": 1, "pays": {"after": "reminder", "days": 3, "more": "500.00", "times": 3}},
    {"weight": 3, "pays": {"after": "transfer", "days": 5, "to": "creditor"}},
    {"weight": 2, "pays": {"after": "due", "days": 3, "amount": "25.00", "to": "creditor"}},
    {
        "weight": 3,
        "pays": [
            {"after": "transfer", "days": 1, "amount": "25.00", "to": "creditor"},
            {"after": "demand", "days": 30, "to": "agency"},
        ],
    },
    {"weight": 1, "pays": {"after": "due", "days": 2, "reference": "wrong"}},
    {"weight": 1, "pays": {"after": "demand", "days": 2, "to": "creditor", "reference": "none"}},
    {"weight": 3, "disputes": {"after": "reminder", "days": 1}},
    {"weight": 1, "disputes": {"after": "demand", "days": 1}, "pays": {"after": "demand", "days": 20}},
    {"weight": 2, "asks_for_time": {"after": "reminder", "days": 2, "more": 21, "pays": True}},
    {"weight": 2, "asks_for_time": {"after": "demand", "days": 2, "more": 10, "pays": False}},
    {"weight": 2, "promises": {"after": "reminder", "days": 1, "to_pay_in": 7, "keeps": True}},
    {"weight": 2, "promises": {"after": "demand", "days": 1, "to_pay_in": 7, "keeps": False}},
    {"weight": 3, "plan": {"after": "reminder", "days": 2, "instalments": 3, "every": 30}},
    {"weight": 2, "plan": {"after": "demand", "days": 2, "instalments": 4, "every": 14, "pays": 1}},
    {"weight": 2, "bankrupt": {"after": "demand", "days": 5}},
    {"weight": 1, "bankrupt": {"after": "due", "days": 5}},
    {"weight": 3, "pays": "never"},
]
DECISIONS = (
    "approve_legal",
    "approve_legal",
    "suspend",
    "resume",
    "stop",
    "accept_due_date",
    "refuse_due_date",
)
AT_A_PORTAL = (
    *("start", "start", "approve_demand", "approve_demand", "approve_legal", "combine", "record_consent"),
    *("suspend", "resume", "stop", "choose"),
)
CHOSEN: dict[str, tuple[Any, ...]] = {
    "reminders": (1, 2),
    "start_from_collection": (False, True),
    "approve_before_demand": (False, False, True),
    "approve_before_legal": (False, True),
    "batch_payments": (False, True),
}
ASKED = (c.HoldCase, c.HoldCase, c.ReleaseCase, c.CancelCase, c.RecordBadDebt, c.AskDueDate, c.AskDueDate)
GROUPS = ("premium", "vip", "service_bypass", None)


T = TypeVar("T")


class Dice:
    """One draw after the other from a seed."""

    def __init__(self, seed: int) -> None:
        self._draw = Draw(seed)
        self._thrown = 0

    def between(self, low: int, high: int) -> int:
        self._thrown += 1
        return self._draw("a year of debtors", str(self._thrown), low, high)

    def choice(self, among: Sequence[T]) -> T:
        return among[self.between(0, len(among) - 1)]

    def in_100(self, times: int) -> bool:
        return self.between(1, 100) <= times


class Year:
    """A company's year: `debtors` with an invoice each, the most of which it hands over once they are late."""

    def __init__(self, seed: int, debtors: int) -> None:
        self.dice = Dice(seed)
        collects = IN_FINLAND.get(seed % 12)
        self.desk = Desk(
            collects or "ropo",
            "FI" if collects else COUNTRIES[seed % 3],
            seed=seed,
            start=f"{FIRST_DAY}T08:00",
            settings=self._settings(),
            company={"vat_liable": seed % 5 != 0},
        ).activate()
        self.agency = self.desk.state.agencies[self.desk.provider]
        self.ways = [*self.agency.starts, "reminder_and_collection"]
        self.days: dict[int, list[tuple[str, str]]] = {}
        numbers = [str(1001 + nth) for nth in range(debtors)]
        for number in numbers:
            self._debtor(number)
        for _ in range(debtors):
            self._plan(self.dice.between(20, YEAR), "decide", self.dice.choice(numbers))
        asked = ["ask"] if "hold_requested" in self.agency.rules else []
        for what in (*asked, *(["group"] if self.agency.groups else [])):
            for _ in range(debtors // 2):
                self._plan(self.dice.between(3, YEAR), what, self.dice.choice(numbers))

    def _settings(self) -> dict[str, Any]:
        return {
            "ropo.reminders": self.dice.choice((1, 2)),
            "ropo.demands": self.dice.choice((1, 2)),
            "ropo.more_time": self.dice.choice(("granted", "granted", "refused", "asked")),
            "ropo.payment_plan": self.dice.choice(("agreed", "agreed", "refused")),
            "ropo.uncollectable_after_days": self.dice.choice((60, 365)),
            "ropo.dispute_given_back_after_days": self.dice.choice((30, 90)),
            "ropo.payment_allocation": self.dice.choice(ORDERS),
            "kravia.payment_allocation": self.dice.choice(ORDERS),
            "kravia.more_time": self.dice.choice(("granted", "granted", "refused", "asked")),
            "kravia.payment_plan": self.dice.choice(("agreed", "agreed", "refused")),
            "kravia.enforcement_ends_after_days": self.dice.choice((30, 365)),
            **{f"kravia.{name}": self.dice.choice(values) for name, values in CHOSEN.items()},
            "amili.payment_allocation": self.dice.choice(ORDERS),
            "amili.more_time": self.dice.choice(("granted", "granted", "refused", "asked")),
            "amili.payment_plan": self.dice.choice(("agreed", "agreed", "refused")),
            "amili.due_date_requests": self.dice.choice(("granted", "asked")),
            "amili.enforcement_ends_after_days": self.dice.choice((30, 365)),
            "amili.post_collection_ends_after_days": self.dice.choice((20, 1095)),
            "amili.settlement_banking_days": self.dice.choice(([1, 3], [0, 0], [0, 5])),
            "perinta.collection_starts_with": self.dice.choice(("reminder", "demand")),
        }

    def _plan(self, day: int, what: str, number: str) -> None:
        self.days.setdefault(day, []).append((what, number))

    def _debtor(self, number: str) -> None:
        due = self.dice.between(1, YEAR - 120)
        self.kind = self.dice.choice(("b2b", "b2c"))
        behaviour = mix.drawn(self.desk.state.draw, number, {"mix": DEBTORS})
        self.desk.debtor(number, behaviour, "company" if self.kind == "b2b" else "consumer")
        if self.agency.routes:
            self._send_later(number, self._amount(), due)
        else:
            self.desk.hold(number, self._amount(), FIRST_DAY + timedelta(days=due), debtor=number)
        if self.dice.in_100(90) and not self.agency.routes:
            wait = (7 if self.kind == "b2b" else 14) + self.dice.between(0, 12)
            self._plan(due + wait, f"transfer {self.kind}", number)
        if "credited" in self.agency.lifecycle.happenings and self.dice.in_100(15):
            self._plan(due + self.dice.between(20, 90), "credit", number)
        for _ in range(2):
            self._plan(due + self.dice.between(20, 120), "report", number)

    def _send_later(self, number: str, total: str, due: int) -> None:
        """Send an invoice before it is due; one in twenty ends in error, and most of these are sent anew."""
        day = max(2, due - self.dice.between(5, 30))
        self._plan(
            day, f"send {self.kind} {total} {due} {'wrong' if self.dice.in_100(5) else 'right'}", number
        )
        self._plan(day + 3, f"resend {self.kind} {total} {due + 20} {day}", number)

    def _amount(self) -> str:
        """Mostly a few hundred; sometimes a cent, a round sum, or millions."""
        minor = self.dice.choice((1, 10_000, 250_000, 1_000_000_000, *[self.dice.between(2, 300_000)] * 9))
        return Money(minor, self.desk.state.currency).text

    def live(self) -> Desk:
        """Let the year pass."""
        for day in sorted(self.days):
            self.desk.until(f"{FIRST_DAY + timedelta(days=day)}T09:30")
            for what, number in self.days[day]:
                self._do(what, number)
        self.desk.until(f"{FIRST_DAY + timedelta(days=YEAR)}T09:30")
        return self.desk

    def _do(self, what: str, number: str) -> None:
        """Do it, if it can be done: of what is refused nothing comes."""
        before = self.desk.sandbox.facts_total
        try:
            if what.startswith("transfer") and self.agency.intake:
                self._register(number, what.split()[1])
            elif what.startswith("transfer"):
                self.desk.transfer(number, what.split()[1], self.dice.choice(self.ways))
            elif what.startswith("send"):
                self._send(number, *what.split()[1:5])
            elif what.startswith("resend"):
                self._resend(number, *what.split()[1:])
            elif what == "group":
                group = self.dice.choice(GROUPS)
                self.desk.do(
                    c.SetGroup(provider=self.desk.provider, business_id=business_id(number), group=group)
                )
            elif self.desk.state.case_of(number) is not None:
                getattr(self, f"_{what}")(number)
        except Refusal:
            assert self.desk.sandbox.facts_total == before

    def _register(self, number: str, kind: str) -> None:
        """Hand an invoice over with what the company's own reminders of it cost."""
        reminders = self.dice.choice((0, 0, 1, 2))
        costs = self.desk.money(f"{self.dice.between(0, 20)}.50") if reminders else None
        self.desk.register(number, kind=kind, reminders=reminders, costs=costs)

    def _send(self, number: str, kind: str, total: str, due: str, how: str, day: str = "") -> None:
        consumer = {"kind": "consumer", "business_id": None}
        self.desk.send(
            number,
            total,
            FIRST_DAY + timedelta(days=int(due)),
            debtor=number,
            reference="10016" if how == "right" else None,
            day=FIRST_DAY + timedelta(days=int(day)) if day else None,
            **(consumer if kind == "b2c" else {"business_id": business_id(number)}),
        )

    def _resend(self, number: str, kind: str, total: str, due: str, day: str) -> None:
        """Send what ended in error anew, as the invoice of the same day."""
        case = self.desk.state.case_of(number)
        if case is not None and case.state == "in_error" and self.dice.in_100(70):
            self._send(number, kind, total, due, "right", day)

    def _ask(self, number: str) -> None:
        """The company asks something of the agency."""
        command, case = self.dice.choice(ASKED), self.desk.case(number).id
        until = self.desk.state.today + timedelta(days=self.dice.between(0, 40))
        match command:
            case c.AskDueDate:
                self.desk.do(c.AskDueDate(case=case, due_date=until))
            case c.HoldCase:
                self.desk.do(c.HoldCase(case=case, until=until))
            case _:
                self.desk.do(command(case=case))

    def _report(self, number: str) -> None:
        """The company reports what its debtor paid it and was not reported yet."""
        case = self.desk.case(number)
        paid = self.desk.state.paid_to_company(number, case.open_principal.currency) - case.paid_before
        self.desk.report(number, paid - case.reported_directly)

    def _credit(self, number: str) -> None:
        """A credit note of a part, of all, or of more than there is."""
        principal = self.desk.case(number).opened.principal
        self.desk.credit(number, principal.share(self.dice.choice((1, 10, 20)), 10))

    def _decide(self, number: str) -> None:
        until = self.desk.state.today + timedelta(days=self.dice.between(0, 40))
        decided = self.dice.choice(AT_A_PORTAL if self.agency.choices else DECISIONS)
        if decided == "choose":
            name = self.dice.choice([*CHOSEN])
            self.desk.choose(**{name: self.dice.choice(CHOSEN[name])})
        elif decided == "combine":
            waiting = [case for case in self.desk.state.cases.values() if case.opened.start]
            others = [case.opened.number for case in waiting if case.state == "not_started"]
            self.desk.decide(number, "combine", None, *others)
        else:
            self.desk.decide(number, decided, until)


def business_id(number: str) -> str:
    """The business ID of a debtor that is a company, for groups of customers."""
    return f"{number:0>7}-1"


def letters_ask_for_what_is_owed(state: State) -> None:
    """Each letter's rows come to what its debtor owed on its day."""
    asked = Reckoning(state).asked
    for happened, fact in sent.letters(state):
        letter = sent.letter(state, happened.at, fact)
        assert letter.total.minor == asked.pop((fact.case, fact.letter, fact.nth))
    assert asked == {}


def a_year(seed: int, debtors: int) -> Counter[str]:
    """Live a year, and reckon it."""
    desk = Year(seed, debtors).live()
    sums = every_cent_is_accounted_for(desk.state)
    assert sums["paid"] > 0
    letters_ask_for_what_is_owed(desk.state)
    copy = desk.world.as_of(desk.sandbox, desk.state.now)
    is_the_same_when_replayed(desk.sandbox, copy)
    return sums


@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_of_a_few_debtors_ends_with_every_cent_accounted_for(seed: int) -> None:
    a_year(seed, FEW)


@pytest.mark.parametrize(("seed", "charges"), [(1000, True), (1002, False), (1003, False)])
def test_a_year_of_a_thousand_debtors_ends_with_every_cent_accounted_for(seed: int, charges: bool) -> None:
    sums = a_year(seed, MANY)
    kinds = (
        "settled principal",
        "settled interest",
        "paid fees",
        "returned",
        "paid to the company",
        "billed",
    )
    assert min(sums[kind] for kind in (*kinds, "expenses", "tax invoiced", "written off")) > 0
    assert (sums["charges"] > 0) == charges


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_each_of_200_years_of_a_thousand_debtors_ends_with_every_cent_accounted_for(seed: int) -> None:
    a_year(seed, MANY)
