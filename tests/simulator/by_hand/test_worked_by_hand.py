"""Whole cases, worked out by hand: what the debtor is charged, and what reaches the creditor, to the cent.

Nothing here is computed by the code that it proves. Each example says how its figures come about, in the order in
which they do: letters and their fees, interest (principal x rate x days / 365, from the day after the due date to the
day of the payment, both counted), what a payment is taken for (fees, interest, principal), settlements (principal at
15:00 of the banking day, a month's interest on the first banking day of the next), and the tax in the invoice.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.simulator.by_hand import finland, norway, sweden
from tests.simulator.by_hand.example import Example
from tests.simulator.company import Company

EXAMPLES = {"FI": finland.EXAMPLES, "SE": sweden.EXAMPLES, "NO": norway.EXAMPLES}
every_example = pytest.mark.parametrize(
    ("country", "name"), [(country, name) for country, examples in EXAMPLES.items() for name in examples]
)


def played(country: str, example: Example) -> Company:
    """The example's case, to the end of its last settlement's day."""
    start = date.fromisoformat(example.due) - timedelta(days=14)
    company = Company(f"{start}T09:00", words={"country": country}).activate()
    invoice = company.send("1001", example.principal, example.due, date=f"{start}")
    company.until(f"{example.transferred}T09:00")
    assert company.transfer(invoice, example.kind, example.how).status == 202
    for day, amount in example.pays:
        company.until(f"{day}T10:00")
        company.pay("1001", amount)
    company.until(f"{max(example.settled + example.interest)[0]}T23:00")
    return company


def amount(money: dict[str, str]) -> str:
    return money["amount"]


@every_example
def test_a_case_comes_to_what_was_worked_out_by_hand(country: str, name: str) -> None:
    example = EXAMPLES[country][name]
    company = played(country, example)
    letters = company.facts("letter_sent")
    assert (
        tuple((each["letter"], each["at"][:10], amount(each["fee"])) for each in letters) == example.letters
    )
    received = company.facts("payment_received")
    parts = ("fees", "interest", "principal", "returned")
    assert tuple(tuple(amount(each[part]) for part in parts) for each in received) == example.received
    assert any(each["assumed"] for each in received) == example.assumed
    for kind, expected in (("principal_settled", example.settled), ("interest_settled", example.interest)):
        found = [(each["at"][:10], amount(each["total"])) for each in company.facts(kind)]
        assert tuple(found) == expected
    assert [each["reason"] for each in company.facts("case_closed")] == ["paid"]


@every_example
def test_the_tax_in_an_invoice_is_what_was_worked_out_by_hand(country: str, name: str) -> None:
    example = EXAMPLES[country][name]
    start = date.fromisoformat(example.due) - timedelta(days=14)
    sandbox = Company(f"{start}T09:00", words={"country": country}).sandbox
    sandbox.put_debtor("acme", {"kind": "company"})
    words = {"number": "1001", "debtor": "acme", "total": example.principal, "due_date": example.due}
    [row] = sandbox.draft_invoice(words)["rows"]
    net = Decimal(row["unit_price"])
    assert (str(net), str(Decimal(row["total"]) - net)) == example.vat


def test_there_are_at_least_forty_examples() -> None:
    assert sum(map(len, EXAMPLES.values())) >= 40


@pytest.mark.parametrize("country", EXAMPLES)
def test_there_are_examples_of_every_country_and_of_both_kinds(country: str) -> None:
    assert len(EXAMPLES[country]) >= 6
    assert {each.kind for each in EXAMPLES[country].values()} == {"b2b", "b2c"}
