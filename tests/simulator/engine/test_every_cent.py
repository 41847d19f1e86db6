"""Whatever people do, and in whatever order: every cent is somewhere, and the ledger sums to zero."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Refused
from simulator.domain import commands as c
from simulator.domain.deciding import DECISIONS
from simulator.domain.money import Money
from simulator.domain.receiving import allocate
from tests.simulator.company import SERVICE, Company, balances
from tests.simulator.reckoning import every_cent_is_accounted_for, is_the_same_when_replayed

NUMBERS = ("1001", "1002", "1003")
TOTALS = {"1001": "1240.00", "1002": "99.99", "1003": "0.05"}
PARTS = ("fees", "interest", "principal")
ACTS: list[dict[str, Any]] = [
    {"disputes": {"after": "due", "days": 0}},
    {"promises": {"after": "due", "days": 0, "to_pay_in": 5, "keeps": True}},
    {"promises": {"after": "due", "days": 0, "to_pay_in": 5, "keeps": False}},
    {"asks_for_time": {"after": "due", "days": 0, "more": 14, "pays": True}},
    {"asks_for_time": {"after": "due", "days": 0, "more": 3, "pays": False}},
    {"plan": {"after": "due", "days": 0, "instalments": 3, "every": 20}},
    {"plan": {"after": "due", "days": 0, "instalments": 7, "every": 9, "pays": 2}},
    {"bankrupt": {"after": "due", "days": 0}},
    {"pays": {"after": "due", "days": 0, "more": "0.01", "times": 2}},
]

amounts = st.integers(1, 200_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
numbers = st.sampled_from(NUMBERS)
passing = st.tuples(st.just("pass"), st.integers(1, 24 * 20))
paying = st.tuples(
    st.just("pay"),
    numbers,
    st.none() | amounts,
    st.sampled_from(["agency", "creditor", None]),
    st.sampled_from(["none", "wrong", None]),
)
reporting = st.tuples(
    st.just("report"), numbers, st.sampled_from(["paid", "credit_note", "comment"]), amounts
)
transferring = st.tuples(st.just("transfer"), numbers, st.sampled_from(["b2b", "b2c"]))
serving = st.tuples(st.just("serve"), st.sampled_from(["sign", "pass_kyc", "decline", "ask", "close"]))
acting = st.tuples(st.just("act"), numbers, st.sampled_from(ACTS))
deciding = st.tuples(
    st.just("decide"), numbers, st.sampled_from(DECISIONS), st.none() | st.integers(0, 40).map(timedelta)
)
walks = st.lists(
    passing | paying | reporting | transferring | passing | acting | deciding | serving, max_size=16
)
assumptions = st.fixed_dictionaries(
    {
        "ropo.payment_allocation": st.permutations(PARTS),
        "ropo.reminders": st.sampled_from([1, 2]),
        "ropo.demands": st.sampled_from([1, 2]),
        "ropo.more_time": st.sampled_from(["granted", "refused", "asked"]),
        "ropo.payment_plan": st.sampled_from(["agreed", "agreed", "refused"]),
        "ropo.uncollectable_after_days": st.sampled_from([0, 20, 365]),
    }
)


class Walk:
    """A company with three invoices, and people who do something to them."""

    def __init__(self, country: str, assumed: dict[str, Any], vat_liable: bool) -> None:
        settings = {**assumed, "bank.opening_balance": "0.00"}
        self.company = Company(settings=settings, words={"country": country, "vat_liable": vat_liable})
        self.company.activate()
        self.invoices = {number: self.company.send(number, TOTALS[number]) for number in NUMBERS}
        for number in NUMBERS:
            self._debtor(number, {})
        self.company.until("2026-02-04T09:00")

    def _debtor(self, number: str, behaviour: dict[str, Any]) -> None:
        """Let an invoice's debtor behave so from now on."""
        sandbox = self.company.sandbox
        sandbox.put_debtor(number, behaviour)
        words = {"number": number, "debtor": number, "total": TOTALS[number], "due_date": "2026-01-28"}
        sandbox.put_invoice(number, sandbox.draft_invoice(words), number, True)

    def take(self, steps: Iterable[tuple[Any, ...]]) -> None:
        """Take the steps, and reckon after each; what is refused changes nothing."""
        for what, *words in steps:
            before = self.company.sandbox.facts_total
            try:
                done = getattr(self, f"_{what}")(*words)
            except Refused:
                done = False
            assert done is not False or self.company.sandbox.facts_total == before
            every_cent_is_accounted_for(self.company.sandbox.state)

    def _pass(self, hours: int) -> None:
        self.company.pass_to(self.company.sandbox.now + timedelta(hours=hours))

    def _transfer(self, number: str, kind: str) -> bool:
        return self.company.transfer(self.invoices[number], kind).status == 202

    def _pay(self, number: str, amount: str | None, to: str | None, reference: str | None) -> None:
        self.company.sandbox.pay(
            number, amount=Decimal(amount) if amount else None, to=to, reference=reference
        )

    def _serve(self, what: str) -> None:
        if what == "ask":
            self.company.ask()
        elif what == "close":
            self.company.client.call("DELETE", SERVICE)
        else:
            self.company.sandbox.onboarding("ropo", what)

    def _report(self, number: str, kind: str, amount: str) -> bool:
        found = self.company.client.get("/v1/assignments", f"invoice_id={self.invoices[number]}")
        if not found:
            return False
        words: dict[str, Any] = {"type": kind, "text": "Lisätieto"}
        if kind != "comment":
            day = self.company.sandbox.now.date().isoformat()
            words |= {"amount": float(amount), "date": day, "credit_note_number": "H-1"}
        path = f"/v1/assignments/{found[0]['id']}/events"
        return self.company.client.call("POST", path, words).status == 201

    def _act(self, number: str, behaviour: dict[str, Any]) -> None:
        self._debtor(number, behaviour)

    def _decide(self, number: str, decision: str, later: timedelta | None) -> bool:
        case = self.company.sandbox.state.case_of(number)
        if case is None:
            return False
        until = self.company.sandbox.state.today + later if later is not None else None
        decide = c.Decide(case=case.id, decision=decision, until=until, text="Huomautus")
        try:
            self.company.sandbox.handle(decide)
        except c.Refusal:
            return False
        return True

    def is_told_on_the_wire(self) -> None:
        """A client sees of each case what is open of it, or what was not collected when it ended."""
        shown = self.company.client.get("/v1/assignments", "per_page=100")
        cases = self.company.sandbox.state.cases
        assert {case["id"] for case in shown} == set(cases)
        for case in shown:
            known = cases[case["id"]]
            seen = [case[f"open_{part}_amount"] for part in ("capital", "charges", "interest")]
            principal = known.open_principal + (known.given_back or Money.zero(case["currency"]))
            open_ = (principal, known.open_fees, known.open_interest)
            assert seen == [money.number for money in open_]
            assert (case["status"] == "closed") == (known.closed_at is not None)

    def stands_on_the_statement(self) -> None:
        """The company's account has what debtors paid it and what the agency paid out, which is all by now."""
        sandbox = self.company.sandbox
        last = sandbox.add_banking_days(sandbox.now, -1).date()
        sums = every_cent_is_accounted_for(sandbox.state)
        came_in = Money(sums["paid to the company"] + sums["settled"], sandbox.state.currency)
        assert balances(self.company.statement(last.isoformat()))[1] == came_in.decimal
        assert sums["paid"] == sums["settled"] + sums["paid fees"] + sums["returned"]


@settings(max_examples=250)
@given(
    steps=walks,
    country=st.sampled_from(["FI", "SE", "NO"]),
    assumed=assumptions,
    vat_liable=st.booleans(),
    transferred=st.sets(numbers),
)
def test_every_cent_is_somewhere_after_each_step_of_any_walk(
    steps: list[Any], country: str, assumed: dict[str, Any], vat_liable: bool, transferred: set[str]
) -> None:
    walk = Walk(country, assumed, vat_liable)
    walk.take(("transfer", number, "b2b") for number in sorted(transferred))
    walk.take([("pass", 3), *steps])
    walk.is_told_on_the_wire()
    sandbox = walk.company.sandbox
    walk.company.pass_to(sandbox.add_banking_days(sandbox.now, 120))  # all that debtors plan is done
    walk.is_told_on_the_wire()
    walk.stands_on_the_statement()
    is_the_same_when_replayed(sandbox, walk.company.world.as_of(sandbox, sandbox.state.now))


@given(
    amount=st.integers(1, 10**12),
    open_=st.fixed_dictionaries({part: st.integers(0, 10**11) for part in PARTS}),
    order=st.permutations(PARTS),
)
def test_a_payment_is_spent_in_the_order_assumed_and_nothing_of_it_is_left_while_something_is_open(
    amount: int, open_: dict[str, int], order: list[str]
) -> None:
    owed = {part: Money(minor, "SEK") for part, minor in open_.items()}
    parts, rest = allocate(Money(amount, "SEK"), owed, order)
    spent = {part: money.minor for part, money in parts.items()}
    assert sum(spent.values()) + rest.minor == amount
    assert all(0 <= spent[part] <= open_[part] for part in PARTS)
    assert rest.minor == max(0, amount - sum(open_.values()))
    for nth, part in enumerate(order):
        assert spent[part] == open_[part] or not any(spent[later] for later in order[nth + 1 :])
