"""Debtors pay the agency or the creditor: what a payment is spent on, to the cent.

Worked by hand. 1,240.00 EUR due on 28 January 2026, a company: 10.5 % a year (2.5 + 8), from 29 January on.
To 9 February that is 12 days: 1240 x 0.105 x 12 / 365 = 4.2805. The reminder of 5 February costs 12.00.
"""

from typing import Any

import pytest

from simulator import Refused
from simulator.domain import commands as c
from tests.simulator.company import Company
from tests.simulator.desk import Desk


def reminded() -> tuple[Company, str]:
    """A company whose case was reminded of, on Monday 9 February 2026, 10:00."""
    company = Company().activate()
    invoice = company.open_case()
    company.until("2026-02-09T10:00")
    return company, invoice


def open_amounts(case: dict[str, Any]) -> tuple[float, float, float]:
    return case["open_capital_amount"], case["open_charges_amount"], case["open_interest_amount"]


def money(fact: dict[str, Any], *names: str) -> list[str]:
    return [fact[name]["amount"] for name in names]


PARTS = ("amount", "principal", "interest", "fees", "returned", "accrued")


def test_a_debtor_that_pays_all_pays_principal_fee_and_interest_and_the_case_closes() -> None:
    company, invoice = reminded()
    company.pay("1001")
    assert money(company.facts("payment_received")[0], *PARTS) == [
        "1256.28",
        "1240.00",
        "4.28",
        "12.00",
        "0.00",
        "4.28",
    ]
    case = company.case(invoice)
    assert (case["status"], case["collection_status"], case["close_reason"]) == ("closed", "closed", "paid")
    assert open_amounts(case) == (0, 0, 0)
    paid, close = case["events"][-2:]
    assert (paid["type"], paid["actor"], paid["amount"], paid["capital_amount"]) == (
        "paid",
        "agency",
        1256.28,
        1240.0,
    )
    assert (close["type"], close["text"]) == ("close", "paid")


def test_a_part_payment_is_spent_on_fees_then_interest_then_principal() -> None:
    company, invoice = reminded()
    company.pay("1001", "400.00")
    assert money(company.facts("payment_received")[0], *PARTS) == [
        "400.00",
        "383.72",
        "4.28",
        "12.00",
        "0.00",
        "4.28",
    ]
    case = company.case(invoice)
    assert (case["status"], open_amounts(case)) == ("open", (856.28, 0, 0))


def test_after_a_part_payment_interest_runs_on_what_is_left() -> None:
    company, invoice = reminded()
    company.pay("1001", "400.00")
    company.until("2026-02-23T10:00")
    company.pay("1001")
    # The demand of 16 February costs 70.00; 856.28 x 0.105 x 14 / 365 = 3.4486 from 10 to 23 February.
    assert money(company.facts("payment_received")[1], *PARTS) == [
        "929.73",
        "856.28",
        "3.45",
        "70.00",
        "0.00",
        "3.45",
    ]
    assert company.case(invoice)["close_reason"] == "paid"


def test_a_payment_smaller_than_the_fee_takes_off_the_fee_and_posts_the_interest() -> None:
    company, invoice = reminded()
    company.pay("1001", "10.00")
    assert open_amounts(company.case(invoice)) == (1240.0, 2.0, 4.28)
    company.pay("1001", "3.00")
    assert money(company.facts("payment_received")[1], *PARTS) == [
        "3.00",
        "0.00",
        "1.00",
        "2.00",
        "0.00",
        "0.00",
    ]
    assert open_amounts(company.case(invoice)) == (1240.0, 0, 3.28)


def test_interest_is_posted_once_a_day_however_often_is_paid() -> None:
    company, invoice = reminded()
    for _ in range(3):
        company.pay("1001", "100.00")
    assert [fact["accrued"]["amount"] for fact in company.facts("payment_received")] == [
        "4.28",
        "0.00",
        "0.00",
    ]
    # 300.00 - 12.00 - 4.28
    assert open_amounts(company.case(invoice)) == (956.28, 0, 0)


@pytest.mark.parametrize(
    ("kind", "start", "due", "transfer", "pay", "interest"),
    [
        # 7 + 2.5 = 9.5 %: 29 January to 13 February are 16 days: 1000 x 0.095 x 16 / 365 = 4.1644.
        ("b2c", "2026-01-12", "2026-01-28", "2026-02-12", "2026-02-13", "4.16"),
        # 15 days of June at 3.5 + 8 %, 10 of July at 2.5 + 8 %: 1000 x (15 x 0.115 + 10 x 0.105) / 365 = 7.6027.
        ("b2b", "2025-06-02", "2025-06-15", "2025-06-23", "2025-07-10", "7.60"),
        # The leap day counts, a year has 365: 15 February to 15 March 2024 are 30 days at 4.5 + 8 %: 10.2740.
        ("b2b", "2024-02-01", "2024-02-14", "2024-02-22", "2024-03-15", "10.27"),
        # Over the year's end the rate stays 10.5 %: 18 December to 8 January are 22 days: 6.3288.
        ("b2b", "2025-12-01", "2025-12-17", "2025-12-29", "2026-01-08", "6.33"),
    ],
)
def test_interest_is_what_the_law_of_each_day_says(
    kind: str, start: str, due: str, transfer: str, pay: str, interest: str
) -> None:
    company = Company(f"{start}T09:00").activate()
    invoice = company.send("1001", "1000.00", due)
    company.until(f"{transfer}T09:00")
    assert company.transfer(invoice, kind).status == 202
    company.until(f"{pay}T09:30")
    company.pay("1001")
    assert money(company.facts("payment_received")[0], "interest") == [interest]


def test_what_is_paid_above_the_claim_is_returned_to_the_debtor() -> None:
    company, invoice = reminded()
    company.pay("1001", "1300.00")
    assert money(company.facts("payment_received")[0], *PARTS) == [
        "1300.00",
        "1240.00",
        "4.28",
        "12.00",
        "43.72",
        "4.28",
    ]
    paid = company.case(invoice)["events"][-2]
    assert (paid["capital_amount"], paid["text"]) == (1240.0, "43.72 EUR was returned to the debtor")


def test_what_is_paid_after_the_end_is_returned_whole_and_settles_nothing() -> None:
    company, invoice = reminded()
    company.pay("1001")
    company.until("2026-02-20T10:00")
    company.pay("1001", "50.00", to="agency")
    assert money(company.facts("payment_received")[1], *PARTS) == [
        "50.00",
        "0.00",
        "0.00",
        "0.00",
        "50.00",
        "0.00",
    ]
    company.until("2026-03-20T10:00")
    assert [fact["total"]["amount"] for fact in company.facts("principal_settled")] == ["1240.00"]
    assert [fact["total"]["amount"] for fact in company.facts("interest_settled")] == ["4.28"]
    assert company.case(invoice)["status"] == "closed"


def test_after_the_end_nothing_is_owed_and_a_debtor_pays_only_a_named_amount() -> None:
    company, _ = reminded()
    company.pay("1001")
    for to in ({}, {"to": "agency"}, {"to": "creditor"}):
        with pytest.raises(Refused, match="nothing is owed for invoice 1001") as refused:
            company.pay("1001", **to)
        assert refused.value.kind == "conflict"


def test_a_debtor_that_pays_the_creditor_leaves_the_case_as_it_is() -> None:
    company, invoice = reminded()
    company.pay("1001", to="creditor")
    assert open_amounts(company.case(invoice)) == (1240.0, 12.0, 0)
    assert money(company.facts("creditor_paid")[0], "amount") == ["1240.00"]
    assert company.facts("payment_received") == []


def test_before_a_transfer_a_debtor_pays_the_creditor_all_that_is_open() -> None:
    company = Company().activate()
    company.send("1001")
    company.pay("1001", "240.00")
    company.pay("1001")
    assert [fact["amount"]["amount"] for fact in company.facts("creditor_paid")] == ["240.00", "1000.00"]
    with pytest.raises(Refused, match="nothing is owed"):
        company.pay("1001")
    with pytest.raises(Refused, match="at no agency"):
        company.pay("1001", to="agency")


def test_a_debtor_that_has_paid_the_creditor_what_it_owes_does_not_pay_that_again_unasked() -> None:
    company, _ = reminded()
    company.pay("1001", to="creditor")
    with pytest.raises(Refused, match="nothing is owed"):
        company.pay("1001", to="creditor")


@pytest.mark.parametrize(("claimed", "owed"), [("240.00", "252.83"), ("1240.00", "256.28")])
def test_what_was_paid_before_the_transfer_comes_off_what_the_debtor_owes_once(
    claimed: str, owed: str
) -> None:
    """1,000.00 were paid before; 240.00 are left, whether the company claims these or forgets the payment.

    Interest from 29 January to 9 February, 12 days: 240 x 0.105 x 12 / 365 = 0.8285 and 1240 x 0.105 x 12 / 365
    = 4.2805; with the fee of 12.00, 252.83 and 256.28.
    """
    company = Company().activate()
    invoice = company.send("1001")
    company.pay("1001", "1000.00")
    company.until("2026-02-04T09:00")
    amounts = {"capital_amount": float(claimed), "reminder_amount": 0, "interest_amount": 0}
    heard = company.transfer(invoice, amounts=amounts)
    assert heard.status == 202, heard.body
    company.until("2026-02-09T10:00")
    company.pay("1001")
    assert money(company.facts("payment_received")[0], "amount") == [owed]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"amount": "0"}, "more than zero"),
        ({"amount": "-5"}, "more than zero"),
        ({"amount": "1.005"}, "too many decimals"),
        ({"amount": "1e20"}, "too large"),
        ({"to": "nobody"}, "agency, creditor"),
        ({"reference": "odd"}, "wrong, none"),
    ],
)
def test_a_payment_that_cannot_be_meant_is_refused(words: dict[str, str], said: str) -> None:
    company, _ = reminded()
    with pytest.raises(Refused, match=said):
        company.pay("1001", **words)


def test_nobody_pays_an_invoice_that_nobody_holds() -> None:
    with pytest.raises(Refused, match="no debtor holds an invoice with the number '7'") as refused:
        Company().pay("7")
    assert refused.value.kind == "not_found"


@pytest.mark.parametrize(
    ("order", "left"),
    [
        (["principal", "interest", "fees"], (0, 12.0, 4.28)),
        (["interest", "fees", "principal"], (16.28, 0, 0)),
    ],
)
def test_a_tester_can_assume_another_order_of_allocation(
    order: list[str], left: tuple[float, float, float]
) -> None:
    company = Company(settings={"ropo.payment_allocation": order}).activate()
    invoice = company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001", "1240.00")
    assert open_amounts(company.case(invoice)) == left


def test_charges_that_are_left_make_the_case_partially_closed_until_they_are_paid() -> None:
    company = Company(settings={"ropo.payment_allocation": ["principal", "interest", "fees"]}).activate()
    invoice = company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001", "1240.00")
    case = company.case(invoice)
    assert (case["status"], case["collection_status"]) == ("partially_closed", "reminder_sent")
    company.until("2026-02-25T10:00")
    assert open_amounts(company.case(invoice)) == (0, 12.0, 4.28)  # no interest on nothing, and no demand
    company.pay("1001")
    case = company.case(invoice)
    assert (case["status"], case["close_reason"]) == ("closed", "paid")
    assert money(company.facts("payment_received")[1], "amount") == ["16.28"]


def test_charges_that_nobody_pays_are_written_off_after_thirty_days() -> None:
    company = Company(settings={"ropo.payment_allocation": ["principal", "interest", "fees"]}).activate()
    invoice = company.open_case()
    company.until("2026-02-09T10:00")
    company.pay("1001", "1240.00")
    company.until("2026-03-11T08:59")
    assert company.case(invoice)["status"] == "partially_closed"
    company.until("2026-03-11T09:00")
    case = company.case(invoice)
    assert (case["status"], case["close_reason"], open_amounts(case)) == (
        "closed",
        "charges_written_off",
        (0, 0, 0),
    )
    assert money(company.facts("case_closed")[0], "fees", "interest") == ["12.00", "4.28"]


@pytest.mark.parametrize(("party", "to"), [("company", "creditor_paid"), ("vfsfi", "payment_received")])
def test_a_debtor_pays_to_the_account_that_the_invoice_names(party: str, to: str) -> None:
    desk, kinds = Desk("kassavirta").activate(), ("creditor_paid", "payment_received")
    desk.do(c.AmendService(provider="kassavirta", to=None, accountable_party=party))
    desk.debtor("acme", {"pays": {"after": "reminder", "days": 2}})
    desk.send("1001")
    desk.until("2026-02-12T12:00")  # reminded on Monday 9 February
    paid = [happened.fact for happened in desk.state.timeline if happened.fact.kind in kinds]
    assert [fact.kind for fact in paid] == [to]
