"""Credit notes at Kravia: their amounts are below zero, they lower the capital, and may be for several cases."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.creditor import Creditor

NOTE = {"Date": "2026-02-10T00:00:00", "Description": "Credit note 1501", "AccountingPaymentId": "286520"}


def credited(creditor: Creditor, *parts: tuple[int, Any], **words: Any) -> Any:
    rows = [{"InvoiceId": case, "Amount": amount} for case, amount in parts]
    total = sum(float(amount) for _, amount in parts)
    return creditor.call("POST", "/invoice/creditnote", {**NOTE, "Amount": total, "Invoices": rows, **words})


@pytest.fixture
def creditor() -> Creditor:
    return Creditor("2026-02-10T09:00").sign()


def test_a_credit_note_lowers_the_capital_of_each_case_and_stands_on_its_timeline(creditor: Creditor) -> None:
    one, other = creditor.register("1001", 300.0), creditor.register("1002", 100.0)
    heard = credited(creditor, (one, -100), (other, "-40.50"))
    assert heard.json == {
        "invoices": [{"invoiceId": one, "capital": -100.0}, {"invoiceId": other, "capital": -40.5}]
    }
    shown = creditor.details(other)
    assert shown["outstanding"]["capital"] == 59.5
    paid = {"date": "2026-02-10", "type": "CreditNote", "amount": -40.5, "capital": -40.5}
    assert shown["payments"] == [paid]
    assert shown["timeline"][-1] == {
        **{name: shown["timeline"][-1][name] for name in ("id", "time")},
        **paid,
        "actor": "Creditor",
        "description": "Credit note 1501",
    }


def test_what_is_above_the_capital_is_passed_over_and_a_case_without_capital_is_closed(
    creditor: Creditor,
) -> None:
    case = creditor.register("1001", 100.0)
    heard = credited(creditor, (case, -150))
    assert heard.json["invoices"] == [{"invoiceId": case, "capital": -100.0}]
    shown = creditor.details(case)
    assert (shown["status"], shown["outstanding"]) == (
        "Closed",
        {"capital": 0.0, "fees": 0.0, "interest": 0.0},
    )
    assert credited(creditor, (case, -1)).status == 403


def test_a_date_may_come_without_a_time_and_names_in_any_case(creditor: Creditor) -> None:
    case = creditor.register("1001", 100.0)
    body = {
        "date": "2026-02-09",
        "amount": "-10",
        "invoices": [{"invoiceId": case, "amount": "-10.00"}],
        "accountingPaymentId": None,
    }
    creditor.done("POST", "/invoice/creditnote", body)
    assert creditor.details(case)["outstanding"]["capital"] == 90.0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ({"Amount": 100}, 400),
        ({"Amount": "100"}, 400),
        ({"Amount": 0}, 400),
        ({"Amount": "-0.00"}, 400),
        ({"Amount": -50}, 403),  # less than its parts
        ({"Date": "2026-02-11T00:00:00"}, 403),
        ({"Date": "2026-02-30T00:00:00"}, 400),
        ({"Date": "10.2.2026"}, 400),
        ({"Date": None}, 400),
        ({"Invoices": []}, 400),
        ({"Invoices": [{"InvoiceId": 1, "Amount": -1}]}, 404),
        ({"Invoices": [{"InvoiceId": "1", "Amount": -1}]}, 400),
    ],
)
def test_a_credit_note_that_cannot_be_meant_is_refused_and_nothing_of_it_is_done(
    creditor: Creditor, words: dict[str, Any], status: int
) -> None:
    case = creditor.register("1001", 300.0)
    before = creditor.sandbox.facts_total
    heard = credited(creditor, (case, -100), **words)
    assert (heard.status, heard.json["status"]) == (status, status)
    assert heard.json["errors"]
    assert creditor.sandbox.facts_total == before


def test_a_part_that_cannot_be_carried_out_leaves_the_others_undone(creditor: Creditor) -> None:
    case = creditor.register("1001", 300.0)
    assert credited(creditor, (case, -100), (case, -50)).status == 403
    assert credited(creditor, (case, -100), (7, -50)).status == 404
    assert creditor.details(case)["outstanding"]["capital"] == 300.0
