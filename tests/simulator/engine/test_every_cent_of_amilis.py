"""Kassavirta and Perintä, whatever people do and in whatever order: every cent is somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.domain import commands as c
from simulator.domain.deciding import DECISIONS
from simulator.domain.money import Money
from tests.simulator.company import balances
from tests.simulator.desk import RECIPIENT, Desk
from tests.simulator.engine.test_every_cent import ACTS, PARTS, amounts, numbers
from tests.simulator.reckoning import every_cent_is_accounted_for, is_the_same_when_replayed

TOTALS = {"1001": "1240.00", "1002": "99.99", "1003": "0.05"}
DUE = date(2026, 1, 28)
CONSUMER = "1002"

walks = st.lists(
    st.one_of(
        st.tuples(st.just("pass"), st.integers(1, 24 * 20)),
        st.tuples(st.just("pass"), st.integers(1, 24 * 200)),
        st.tuples(
            st.just("pay"), numbers, st.none() | amounts, st.sampled_from(["agency", "creditor", None])
        ),
        st.tuples(st.just("report"), numbers, amounts),
        st.tuples(st.just("credit"), numbers, amounts),
        st.tuples(st.just("act"), numbers, st.sampled_from(ACTS)),
        st.tuples(st.just("decide"), numbers, st.sampled_from(DECISIONS), st.integers(0, 40)),
        st.tuples(
            st.just("ask"), numbers, st.sampled_from(["due_date", "hold", "release", "end", "bad_debt"]),
            st.integers(0, 40),
        ),
        st.tuples(st.just("group"), st.sampled_from(["premium", "vip", "service_bypass", None])),
        st.tuples(st.just("send"), numbers, st.booleans()),
        st.tuples(st.just("close")),
    ),
    max_size=16,
)  # fmt: skip
assumptions = st.fixed_dictionaries(
    {
        "amili.payment_allocation": st.permutations(PARTS),
        "amili.more_time": st.sampled_from(["granted", "refused", "asked"]),
        "amili.payment_plan": st.sampled_from(["agreed", "agreed", "refused"]),
        "amili.due_date_requests": st.sampled_from(["granted", "refused", "asked"]),
        "amili.settlement_banking_days": st.sampled_from([[0, 0], [1, 3], [0, 5]]),
        "amili.judgment_after_days": st.sampled_from([0, 60]),
        "amili.enforcement_ends_after_days": st.sampled_from([0, 30, 365]),
        "amili.post_collection_ends_after_days": st.sampled_from([0, 30, 1095]),
        "perinta.collection_starts_with": st.sampled_from(["reminder", "demand"]),
    }
)


class Walk:
    """A company with three invoices, of which one has no reference if it is said so, and people who do something."""

    def __init__(self, provider: str, assumed: dict[str, Any], how: str, wrong: set[str]) -> None:
        self.desk = Desk(provider, settings={**assumed, "bank.opening_balance": "0.00"}).activate()
        for number in TOTALS:
            self.desk.debtor(number, kind="consumer" if number == CONSUMER else "company")
            self._send(number, number not in wrong)
        if provider == "perinta":
            self.desk.until("2026-01-29T09:00")
            for number in TOTALS:
                self.desk.transfer(number, "b2c" if number == CONSUMER else "b2b", how)
        self.desk.pass_days(1)

    def take(self, steps: Iterable[tuple[Any, ...]]) -> None:
        """Take the steps, and reckon after each; what is refused changes nothing."""
        for what, *words in steps:
            before = self.desk.sandbox.facts_total
            try:
                getattr(self, f"_{what}")(*words)
            except c.Refusal:
                assert self.desk.sandbox.facts_total == before
            every_cent_is_accounted_for(self.desk.state)

    def _send(self, number: str, is_sound: bool) -> None:
        who: dict[str, Any] = {"kind": "consumer", "business_id": None} if number == CONSUMER else {}
        due = max(DUE, self.desk.state.today + timedelta(days=14))
        reference = "10016" if is_sound else None
        self.desk.send(number, TOTALS[number], due, debtor=number, reference=reference, **who)

    def _pass(self, hours: int) -> None:
        self.desk.sandbox.run_until(self.desk.sandbox.now + timedelta(hours=hours))

    def _pay(self, number: str, amount: str | None, to: str | None) -> None:
        self.desk.pay(number, amount, to)

    def _report(self, number: str, amount: str) -> None:
        if self.desk.state.case_of(number):
            self.desk.report(number, self.desk.money(amount))

    def _credit(self, number: str, amount: str) -> None:
        if self.desk.state.case_of(number):
            self.desk.credit(number, self.desk.money(amount))

    def _act(self, number: str, behaviour: dict[str, Any]) -> None:
        self.desk.debtor(number, behaviour, "consumer" if number == CONSUMER else "company")
        self.desk.hold(number, TOTALS[number], DUE, debtor=number)

    def _decide(self, number: str, decision: str, days: int) -> None:
        if self.desk.state.case_of(number):
            self.desk.decide(number, decision, self.desk.state.today + timedelta(days=days))

    def _ask(self, number: str, what: str, days: int) -> None:
        found = self.desk.state.case_of(number)
        if found is None:
            return
        day = self.desk.state.today + timedelta(days=days)
        wishes: dict[str, c.Command] = {
            "due_date": c.AskDueDate(case=found.id, due_date=day),
            "hold": c.HoldCase(case=found.id, until=day),
            "release": c.ReleaseCase(case=found.id),
            "end": c.CancelCase(case=found.id),
            "bad_debt": c.RecordBadDebt(case=found.id),
        }
        self.desk.do(wishes[what])

    def _group(self, group: str | None) -> None:
        business_id = str(RECIPIENT["business_id"])
        self.desk.do(c.SetGroup(provider=self.desk.provider, business_id=business_id, group=group))

    def _close(self) -> None:
        self.desk.do(c.CloseService(provider=self.desk.provider))

    def stands_on_the_statement(self) -> None:
        """The company's account has what debtors paid it and what the agency paid out, which is all by now."""
        sandbox = self.desk.sandbox
        last = sandbox.add_banking_days(sandbox.now, -1).date()
        sums = every_cent_is_accounted_for(sandbox.state)
        came_in = Money(sums["paid to the company"] + sums["settled"], "EUR")
        [statement] = sandbox.statements(last)
        assert balances(ElementTree.fromstring(statement.content))[1] == Decimal(came_in.text)  # noqa: S314 - our own document
        assert sums["paid"] == sums["settled"] + sums["paid fees"] + sums["returned"]


@settings(max_examples=250)
@given(
    steps=walks,
    provider=st.sampled_from(["kassavirta", "perinta"]),
    assumed=assumptions,
    how=st.sampled_from(["reminder_and_collection", "collection"]),
    wrong=st.sets(numbers, max_size=1),
)
def test_every_cent_is_somewhere_after_each_step_of_any_walk(
    steps: list[Any], provider: str, assumed: dict[str, Any], how: str, wrong: set[str]
) -> None:
    walk = Walk(provider, assumed, how, wrong)
    walk.take(steps)
    sandbox = walk.desk.sandbox
    sandbox.run_until(sandbox.add_banking_days(sandbox.now, 120))  # all that debtors plan is done
    walk.stands_on_the_statement()
    is_the_same_when_replayed(sandbox, walk.desk.world.as_of(sandbox, sandbox.state.now))
