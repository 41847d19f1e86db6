"""Whatever people do, and in whatever order: every cent is somewhere, and the ledger sums to zero."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Refused
from tests.simulator.company import SERVICE, Company, balances

NUMBERS = ("1001", "1002", "1003")
TOTALS = {"1001": "1240.00", "1002": "99.99", "1003": "0.05"}
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
walks = st.lists(passing | paying | reporting | transferring | passing | paying | serving, max_size=14)
orders = st.permutations(["fees", "interest", "principal"])


def walk(company: Company, invoices: dict[str, str], steps: Iterable[tuple[Any, ...]]) -> None:
    """Take the steps; what is refused changes nothing."""
    for what, *words in steps:
        before = company.sandbox.facts_total
        if not _step(company, invoices, what, words):
            assert company.sandbox.facts_total == before


def _step(company: Company, invoices: dict[str, str], what: str, words: list[Any]) -> bool:
    if what == "pass":
        company.pass_to(company.sandbox.now + timedelta(hours=words[0]))
        return True
    if what == "transfer":
        return company.transfer(invoices[words[0]], words[1]).status == 202
    if what == "report":
        return _report(company, invoices[words[0]], words[1], words[2])
    try:
        if what == "pay":
            company.pay(words[0], words[1], to=words[2], reference=words[3])
        elif words[0] == "ask":
            company.ask()
        elif words[0] == "close":
            company.client.call("DELETE", SERVICE)
        else:
            company.sandbox.onboarding("ropo", words[0])
    except Refused:
        return False
    return True


def _report(company: Company, invoice: str, kind: str, amount: str) -> bool:
    found = company.client.get("/v1/assignments", f"invoice_id={invoice}")
    if not found:
        return False
    words: dict[str, Any] = {"type": kind, "text": "Lisätieto"}
    if kind != "comment":
        words |= {
            "amount": float(amount),
            "date": company.sandbox.now.date().isoformat(),
            "credit_note_number": "H-1",
        }
    return company.client.call("POST", f"/v1/assignments/{found[0]['id']}/events", words).status == 201


def total(company: Company, kind: str, name: str, **only: str) -> Decimal:
    """The sum of one amount over all facts of a kind."""
    facts = [fact for fact in company.facts(kind) if all(fact[key] == value for key, value in only.items())]
    return sum((Decimal(fact[name]["amount"]) for fact in facts), Decimal(0))


def every_cent_is_accounted_for(company: Company) -> None:
    assert set(company.sandbox.state.ledger.trial_balance().values()) <= {0}
    owed = company.sandbox.state.owed.get("ropo")
    unsettled = sum((money.decimal for money in owed.principal.values()), Decimal(0)) if owed else Decimal(0)
    uninterested = (
        sum((money.decimal for month in owed.interest.values() for money in month.values()), Decimal(0))
        if owed
        else Decimal(0)
    )
    settled = total(company, "principal_settled", "total"), total(company, "interest_settled", "total")
    kept = total(company, "payment_received", "fees"), total(company, "payment_received", "returned")
    assert total(company, "payment_received", "amount") == sum((*settled, *kept, unsettled, uninterested))
    for case in company.client.get("/v1/assignments", "per_page=100"):
        each_case_adds_up(company, case)


def each_case_adds_up(company: Company, case: dict[str, Any]) -> None:
    mine = {"case": case["id"]}
    gone = [
        total(company, kind, "principal", **mine)
        for kind in ("payment_received", "direct_payment_reported", "credit_reported")
    ]
    assert Decimal(str(case["capital_amount"])) == Decimal(str(case["open_capital_amount"])) + sum(gone)
    accrued = sum(
        total(company, kind, "accrued", **mine) for kind in ("payment_received", "direct_payment_reported")
    )
    charged = {"fees": total(company, "letter_sent", "fee", **mine), "interest": accrued}
    for part, name in (("fees", "open_charges_amount"), ("interest", "open_interest_amount")):
        left = Decimal(str(case[name])) + total(company, "case_closed", part, **mine)
        assert charged[part] == left + total(company, "payment_received", part, **mine)
    assert min(case["open_capital_amount"], case["open_charges_amount"], case["open_interest_amount"]) >= 0
    if case["status"] == "closed":
        assert case["open_capital_amount"] == case["open_charges_amount"] == case["open_interest_amount"] == 0


@settings(max_examples=120)
@given(steps=walks, order=orders, transferred=st.sets(numbers))
def test_every_cent_is_somewhere_after_any_walk(
    steps: list[Any], order: list[str], transferred: set[str]
) -> None:
    company = Company(settings={"ropo.payment_allocation": order, "bank.opening_balance": "0.00"}).activate()
    invoices = {number: company.send(number, TOTALS[number]) for number in NUMBERS}
    company.until("2026-02-04T09:00")
    for number in sorted(transferred):
        assert company.transfer(invoices[number]).status == 202
    company.until("2026-02-04T12:00")
    walk(company, invoices, steps)
    every_cent_is_accounted_for(company)
    company.pass_to(company.sandbox.add_banking_days(company.sandbox.now, 60))
    every_cent_is_accounted_for(company)
    last = company.sandbox.add_banking_days(company.sandbox.now, -1).date()
    came_in = [("creditor_paid", "amount"), ("principal_settled", "total"), ("interest_settled", "total")]
    assert balances(company.statement(last.isoformat()))[1] == sum(total(company, *each) for each in came_in)
    settled = total(company, "principal_settled", "total") + total(company, "interest_settled", "total")
    parts = [total(company, "payment_received", name) for name in ("fees", "returned")]
    assert total(company, "payment_received", "amount") == settled + sum(parts)
