"""What agencies do differently is in their tables: activation, ids, settlement, interest, each as its table says."""

from __future__ import annotations

from datetime import date

import pytest

from conformance.statement import entries
from simulator.domain.ledger import Ledger
from tests.simulator.creditor import Creditor


@pytest.fixture
def creditor() -> Creditor:
    creditor = Creditor().sign()
    for number, total in (("1001", "1240.00"), ("1002", "60.00")):
        creditor.hold(number, total)
    creditor.until("2026-02-04T09:00")
    return creditor


def settled(creditor: Creditor, day: str) -> list[tuple[str, list[str | None]]]:
    """The entries of a day's statement: amount, and the references of its rows."""
    (statement,) = creditor.sandbox.statements(date.fromisoformat(day))
    found = entries(statement.content)
    return [(str(entry.amount), [row.reference for row in entry.rows]) for entry in found]


def test_ids_of_cases_are_numbers_that_count_on(creditor: Creditor) -> None:
    one, other = creditor.register("1001"), creditor.register("1002", 60.0)
    assert other == one + 1
    assert 1_000_000 <= one <= 9_999_999


def test_a_days_capital_comes_as_one_payment_an_invoice_with_its_reference(creditor: Creditor) -> None:
    creditor.register("1001")
    creditor.register("1002", 60.0)
    creditor.until("2026-02-09T10:00")
    creditor.sandbox.pay("1001", to="agency")
    creditor.sandbox.pay("1002", to="agency")
    creditor.until("2026-02-10T09:00")
    assert settled(creditor, "2026-02-09") == [("1240.00", ["10016"]), ("60.00", ["10029"])]


def test_interest_stays_with_the_agency_and_the_books_balance(creditor: Creditor) -> None:
    case = creditor.register("1001")
    creditor.until("2026-02-09T10:00")
    creditor.sandbox.pay("1001", to="agency")
    paid = creditor.details(case)["timeline"][-2]
    # 1240.00 x 10.5 % x 12 days (29 January to 9 February) / 365 = 4.28, and the reminder's 12.00.
    assert (paid["type"], paid["amount"], paid["capital"]) == ("Payment", 1256.28, 1240.0)
    creditor.until("2026-03-10T09:00")
    assert [day for day in range(1, 10) if settled_on(creditor, f"2026-03-0{day}")] == []
    ledger: Ledger = creditor.sandbox.state.ledger
    assert ledger.trial_balance() == {"EUR": 0}
    assert ledger.balances["income:interest", "EUR"] == -428


def settled_on(creditor: Creditor, day: str) -> list[tuple[str, list[str | None]]]:
    """The entries of a day, none for a closed one."""
    return settled(creditor, day) if creditor.sandbox.is_banking_day(date.fromisoformat(day)) else []


def test_a_declined_agreement_opens_no_case(creditor: Creditor) -> None:
    fresh = Creditor("2026-02-04T09:00").order()
    fresh.sandbox.onboarding("kravia", "decline")
    assert fresh.done("GET", f"/creditor/{fresh.id}")["status"] == "Declined"
    assert fresh.call("POST", "/invoice/register", fresh.invoice()).status == 403


def test_no_identification_is_asked_for_by_itself() -> None:
    creditor = Creditor().order()
    heard = creditor.stage.control(
        "POST",
        f"/sandboxes/{creditor.sandbox.id}/services/kravia/onboarding",
        {"action": "pass_kyc"},
    )
    assert heard.status == 409
