"""`pays`: when a debtor pays, how much, to whom, with which reference."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from simulator.debtors import words
from simulator.domain.codec import decode_fact, encode
from simulator.domain.commands import Decide
from tests.simulator.company import Company

PAYS = Draft202012Validator(words()["pays"])
HELD = {
    "number": "1001",
    "due_date": "2026-01-28",
    "total": "1240.00",
    "currency": "EUR",
    "reference": "10016",
}


def lived(pays: Any, *, transfer: bool = True, kind: str = "b2b", until: str = "2026-04-15T12:00") -> Company:
    """An invoice due on Wednesday 28 January 2026, of a debtor that pays so."""
    assert PAYS.is_valid(pays), pays
    company = Company(settings={"ropo.transfer_minutes": [30, 30]}).activate()
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": pays})
    invoice = company.send("1001")
    company.sandbox.put_invoice("1001", HELD, "acme", False)
    if transfer:
        company.until("2026-02-12T09:00")
        assert company.transfer(invoice, kind).status == 202
    company.until(until)
    return company


def payments(company: Company) -> list[tuple[str, str, str]]:
    """When, to whom, how much."""
    names = {"creditor_paid": "creditor", "payment_received": "agency"}
    return [
        (fact["at"][:16], names[fact["kind"]], fact["amount"]["amount"])
        for fact in company.sandbox.facts()
        if fact["kind"] in names
    ]


@pytest.mark.parametrize(
    ("pays", "paid"),
    [
        ("never", []),
        ({"before": "due", "days": 2}, [("2026-01-26T10:00", "creditor", "1240.00")]),
        ({"before": "due", "days": 0}, [("2026-01-28T10:00", "creditor", "1240.00")]),
        # Sunday 25 January: the bank is closed.
        ({"before": "due", "days": 3}, [("2026-01-26T10:00", "creditor", "1240.00")]),
        # Before it had the invoice, at 09:00 on the 14th: at once, which is 10:00.
        ({"before": "due", "days": 100}, [("2026-01-14T10:00", "creditor", "1240.00")]),
        ({"after": "due", "days": 5}, [("2026-02-02T10:00", "creditor", "1240.00")]),
        ({"after": "due", "days": 65}, [("2026-04-07T10:00", "creditor", "1240.00")]),  # over Easter
        ([{"after": "due", "days": 1, "amount": "240.00"}, {"after": "due", "days": 2}],
         [("2026-01-29T10:00", "creditor", "240.00"), ("2026-01-30T10:00", "creditor", "1000.00")]),
        ([{"after": "due", "days": 1, "amount": 2000}, {"after": "due", "days": 2}],
         [("2026-01-29T10:00", "creditor", "2000.00")]),
        ([{"after": "due", "days": 1}, {"after": "due", "days": 1}],
         [("2026-01-29T10:00", "creditor", "1240.00")]),
        ({"after": "transfer", "days": 0}, []),
        ({"after": "reminder", "days": 0}, []),
        ({"after": "due", "days": 5, "times": 2}, [("2026-02-02T10:00", "creditor", "1240.00")] * 2),
        ({"after": "due", "days": 5, "amount": "200.00", "times": 3},
         [("2026-02-02T10:00", "creditor", "200.00")] * 3),
        ({"after": "due", "days": 5, "more": "50.00"}, [("2026-02-02T10:00", "creditor", "1290.00")]),
        ({"before": "due", "days": 2, "more": 0.5, "times": 2}, [("2026-01-26T10:00", "creditor", "1240.50")] * 2),
        # Who owes nothing pays nothing, however much more and however often it would.
        ([{"after": "due", "days": 1}, {"after": "due", "days": 2, "more": "50.00", "times": 3}],
         [("2026-01-29T10:00", "creditor", "1240.00")]),
    ],
)  # fmt: skip
def test_a_debtor_whose_invoice_stays_with_the_creditor(pays: Any, paid: list[tuple[str, str, str]]) -> None:
    assert payments(lived(pays, transfer=False)) == paid


@pytest.mark.parametrize(
    ("pays", "paid"),
    [
        ("never", []),
        # The case is opened on Thursday 12 February, 09:30; the reminder goes out on Friday, 09:00.
        ({"after": "transfer", "days": 0}, [("2026-02-12T10:00", "agency", "1245.35")]),
        ({"after": "transfer", "days": 0, "to": "creditor"}, [("2026-02-12T10:00", "creditor", "1240.00")]),
        ({"after": "reminder", "days": 0}, [("2026-02-13T10:00", "agency", "1257.71")]),
        ({"after": "reminder", "days": 1}, [("2026-02-16T10:00", "agency", "1258.78")]),
        ({"after": "reminder", "days": 3, "amount": "400.00"}, [("2026-02-16T10:00", "agency", "400.00")]),
        # The demand follows on Monday 23 February.
        ({"after": "demand", "days": 1}, [("2026-02-24T10:00", "agency", "1331.63")]),
        ({"after": "due", "days": 20}, [("2026-02-17T10:00", "agency", "1259.13")]),
        ([{"after": "reminder", "days": 3, "amount": "1000.00"}, {"after": "demand", "days": 0, "to": "creditor"}],
         [("2026-02-16T10:00", "agency", "1000.00"), ("2026-02-23T10:00", "creditor", "258.78")]),
        # The first ends the case; the others go to the agency too, and come back.
        ({"after": "reminder", "days": 3, "times": 3}, [("2026-02-16T10:00", "agency", "1258.78")] * 3),
        ({"after": "reminder", "days": 3, "more": "50.00"}, [("2026-02-16T10:00", "agency", "1308.78")]),
        ({"after": "reminder", "days": 3, "more": "50.00", "to": "creditor", "times": 2},
         [("2026-02-16T10:00", "creditor", "1290.00")] * 2),
        # There is one reminder and one demand here, and nobody authorises legal collection.
        ([{"after": "second_reminder", "days": 0}, {"after": "second_demand", "days": 0},
          {"after": "summons", "days": 0}, {"after": "enforcement", "days": 0}], []),
    ],
)  # fmt: skip
def test_a_debtor_whose_invoice_went_to_the_agency(pays: Any, paid: list[tuple[str, str, str]]) -> None:
    assert payments(lived(pays)) == paid


def test_a_consumer_waits_for_the_demand_of_a_consumer() -> None:
    # The reminder of 13 February, and fourteen days later the demand: 5.00 and 50.00; 1240 x 0.095 x 33 / 365 = 10.65.
    assert payments(lived({"after": "demand", "days": 3}, kind="b2c")) == [
        ("2026-03-02T10:00", "agency", "1305.65")
    ]


@pytest.mark.parametrize(("reference", "shown"), [(None, "10016"), ("none", None)])
def test_a_payment_to_the_creditor_carries_the_reference_that_the_script_says(
    reference: str | None, shown: str | None
) -> None:
    pays = {"after": "due", "days": 1, **({} if reference is None else {"reference": reference})}
    [fact] = lived(pays, transfer=False).facts("creditor_paid")
    assert fact["reference"] == shown


def test_a_wrong_reference_is_sound_and_belongs_to_no_invoice() -> None:
    [fact] = lived({"after": "due", "days": 1, "reference": "wrong"}, transfer=False).facts("creditor_paid")
    digits = [int(digit) for digit in reversed(fact["reference"])]
    weighted = sum(digit * (7, 3, 1)[nth % 3] for nth, digit in enumerate(digits[1:]))
    assert (weighted + digits[0]) % 10 == 0
    assert fact["reference"] != "10016"


def test_a_debtor_pays_at_the_hour_that_a_tester_assumes() -> None:
    company = Company(settings={"debtor.pays_at": "06:30"}).activate()
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": {"after": "due", "days": 0}})
    company.sandbox.put_invoice("1001", HELD, "acme", True)
    company.until("2026-02-15T09:00")
    assert [at for at, _, _ in payments(company)] == ["2026-01-28T06:30"]


def test_who_comes_too_late_for_its_hour_pays_the_next_banking_day() -> None:
    company = Company("2026-01-30T11:00")  # Friday
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": {"after": "due", "days": 0}})
    company.sandbox.put_invoice("1001", HELD, "acme", True)
    company.until("2026-02-15T09:00")
    assert [at for at, _, _ in payments(company)] == ["2026-02-02T10:00"]


def test_an_invoice_that_the_debtor_has_not_received_is_not_paid() -> None:
    company = Company()
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": {"after": "due", "days": 0}})
    company.sandbox.put_invoice("1001", HELD, "acme", False)
    company.until("2026-03-15T09:00")
    assert payments(company) == []


def test_the_order_of_document_and_script_does_not_matter() -> None:
    first, second = Company(), Company()
    for company in (first, second):
        company.sandbox.put_debtor("acme", {"kind": "company", "pays": {"after": "due", "days": 0}})
    first.send("1001")
    first.sandbox.put_invoice("1001", HELD, "acme", False)
    second.sandbox.put_invoice("1001", HELD, "acme", False)
    second.send("1001")
    for company in (first, second):
        company.until("2026-02-15T09:00")
    assert payments(first) == payments(second) == [("2026-01-28T10:00", "creditor", "1240.00")]


def test_an_invoice_that_is_sent_again_is_paid_once() -> None:
    company = lived({"after": "due", "days": 20}, transfer=False, until="2026-01-20T09:00")
    company.send("1001")
    company.until("2026-03-15T09:00")
    assert payments(company) == [("2026-02-17T10:00", "creditor", "1240.00")]


def test_what_is_meant_for_an_agency_that_has_no_case_goes_to_the_creditor() -> None:
    company = lived({"after": "due", "days": 2, "to": "agency"}, transfer=False)
    assert [where for _, where, _ in payments(company)] == ["creditor"]


def test_a_plan_beyond_the_calendar_is_never_carried_out() -> None:
    company = Company("2034-12-01T09:00")
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": {"after": "due", "days": 3650}})
    company.sandbox.put_invoice("1001", {**HELD, "due_date": "2034-12-10"}, "acme", True)
    company.until("2034-12-31T23:59")
    assert payments(company) == []


@pytest.mark.parametrize(
    "value",
    [
        "always",
        {},
        {"after": "due"},
        {"before": "reminder", "days": 1},
        {"after": "due", "before": "due", "days": 1},
        {"after": "due", "days": -1},
        {"after": "due", "days": 3651},
        {"after": "due", "days": 1.5},
        {"after": "due", "days": "1"},
        {"after": "due", "days": 1, "amount": "0"},
        {"after": "due", "days": 1, "amount": "0.00"},
        {"after": "due", "days": 1, "amount": 0},
        {"after": "due", "days": 1, "amount": -5},
        {"after": "due", "days": 1, "amount": "1.005"},
        {"after": "due", "days": 1, "to": "bank"},
        {"after": "due", "days": 1, "reference": "right"},
        {"after": "due", "days": 1, "note": "x"},
        {"after": "third_reminder", "days": 1},
        {"after": "payment_plan", "days": 1},
        {"after": "due", "days": 1, "times": 1},
        {"after": "due", "days": 1, "times": 11},
        {"after": "due", "days": 1, "more": 0},
        {"after": "due", "days": 1, "more": "50.00", "amount": "1.00"},
        [{"after": "due", "days": 1, "more": "50.00", "amount": "1.00"}],
        [],
        [{"after": "due", "days": 1}] * 21,
        [[{"after": "due", "days": 1}]],
        None,
    ],
    ids=str,
)
def test_the_words_schema_takes_nothing_that_cannot_be_meant(value: Any) -> None:
    assert not PAYS.is_valid(value)


def legal(pays: Any, until: str) -> Company:
    """The same, with two reminders and two demands, and legal collection authorised on 4 May."""
    settings = {"ropo.reminders": 2, "ropo.demands": 2, "ropo.transfer_minutes": [30, 30]}
    company = Company(settings=settings).activate()
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": pays})
    invoice = company.send("1001")
    company.sandbox.put_invoice("1001", HELD, "acme", False)
    company.until("2026-02-12T09:00")
    assert company.transfer(invoice).status == 202
    company.until("2026-05-04T09:00")
    case = company.sandbox.state.case_of("1001")
    if case is not None and case.closed_at is None:
        company.sandbox.handle(Decide(case=case.id, decision="approve_legal"))
    company.until(until)
    return company


@pytest.mark.parametrize(
    ("after", "paid"),
    [
        # Reminders on Friday 13 and, ten days on, Monday 23 February; demands on Thursday 5 and Monday 16 March.
        ("second_reminder", "2026-02-24T10:00"),
        ("demand", "2026-03-06T10:00"),
        ("second_demand", "2026-03-17T10:00"),
        # The court is asked on Monday 4 May; the judgment comes 60 days later, on Friday 3 July.
        ("summons", "2026-05-05T10:00"),
        ("enforcement", "2026-07-06T10:00"),
    ],
)
def test_a_debtor_waits_for_any_letter_and_step(after: str, paid: str) -> None:
    company = legal({"after": after, "days": 1}, until="2026-08-01T09:00")
    assert [at for at, _, _ in payments(company)] == [paid]


def test_how_often_a_debtor_pays_is_known_again_after_a_restart() -> None:
    company = lived({"after": "reminder", "days": 3, "times": 2}, until="2026-02-16T09:00")
    [planned] = company.facts("payment_planned")
    assert (planned["amount"], planned["times"]) == (None, 2)
    company.until("2026-02-16T12:00")
    again = company.facts("payment_planned")[-1]
    assert (again["amount"]["amount"], again["to"], again["times"]) == ("1258.78", "agency", 1)
    assert [decode_fact(encode(each.fact)) for each in company.sandbox.state.timeline] == [
        each.fact for each in company.sandbox.state.timeline
    ]
