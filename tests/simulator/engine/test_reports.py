"""What the company reports to the agency: direct payments, credit notes, comments."""

from typing import Any

import pytest

from tests.simulator.company import Company
from tests.simulator.engine.test_payments import money, open_amounts, reminded

DAY = "2026-02-09"


def paid(company: Company, invoice: str, amount: float, status: int = 201) -> Any:
    heard = company.report(invoice, type="paid", amount=amount, date=DAY)
    assert heard.status == status, heard.body
    return heard.json


def credited(company: Company, invoice: str, amount: float, status: int = 201) -> Any:
    heard = company.report(invoice, type="credit_note", amount=amount, date=DAY, credit_note_number="H-1")
    assert heard.status == status, heard.body
    return heard.json


def test_a_part_payment_to_the_creditor_takes_its_amount_off_the_principal() -> None:
    company, invoice = reminded()
    event = paid(company, invoice, 400)
    assert (event["type"], event["actor"], event["amount"], event["capital_amount"]) == (
        "paid",
        "company",
        400,
        400,
    )
    assert (event["date"], event["currency"], event["seen_at"]) == (DAY, "EUR", None)
    case = company.case(invoice)
    assert (case["status"], open_amounts(case)) == ("open", (840.0, 12.0, 4.28))


def test_a_payment_to_the_creditor_cites_the_rows_by_which_interest_accrued_until_then() -> None:
    company, invoice = reminded()
    paid(company, invoice, 400)
    [fact] = company.facts("direct_payment_reported")
    assert money(fact, "accrued") == ["4.28"]
    assert fact["law"].split("; ") == [
        "Interest Act (633/1982), section 12, reference rate announced by the Bank of Finland, since 2026-01-01",
        "Interest Act (633/1982), section 4 a: eight points above, since 2013-03-16",
    ]


def test_a_whole_payment_to_the_creditor_leaves_the_charges_which_are_written_off_at_last() -> None:
    company, invoice = reminded()
    paid(company, invoice, 1240)
    case = company.case(invoice)
    assert (case["status"], open_amounts(case)) == ("partially_closed", (0, 12.0, 4.28))
    company.until("2026-03-11T09:00")
    case = company.case(invoice)
    assert (case["status"], case["close_reason"]) == ("closed", "charges_written_off")
    assert money(company.facts("case_closed")[0], "fees", "interest") == ["12.00", "4.28"]
    assert company.facts("principal_settled") == []


def test_after_a_whole_payment_before_the_first_letter_no_letter_is_sent() -> None:
    company = Company().activate()
    invoice = company.open_case()
    assert company.report(invoice, type="paid", amount=1240, date="2026-02-04").status == 201
    case = company.case(invoice)
    # 29 January to 4 February are 7 days: 1240 x 0.105 x 7 / 365 = 2.4970.
    assert (case["status"], open_amounts(case)) == ("partially_closed", (0, 0, 2.5))
    company.until("2026-04-01T09:00")
    assert company.facts("letter_sent") == []
    assert company.case(invoice)["close_reason"] == "charges_written_off"


def test_a_payment_above_what_is_open_is_taken_and_nothing_is_open_then() -> None:
    company, invoice = reminded()
    event = paid(company, invoice, 2000)
    assert (event["amount"], event["capital_amount"]) == (2000, 1240)
    assert open_amounts(company.case(invoice))[0] == 0


def test_a_debtor_that_paid_the_creditor_pays_the_agency_the_charges_only() -> None:
    company, invoice = reminded()
    paid(company, invoice, 1240)
    company.pay("1001")
    names = ("amount", "principal", "interest", "fees")
    assert money(company.facts("payment_received")[0], *names) == ["16.28", "0.00", "4.28", "12.00"]
    assert company.case(invoice)["close_reason"] == "paid"


@pytest.mark.parametrize(("day", "interest"), [("2026-02-01", 1.43), ("2026-01-20", 0), ("2026-02-09", 4.28)])
def test_interest_is_posted_to_the_day_of_a_direct_payment(day: str, interest: float) -> None:
    # 29 January to 1 February are 4 days: 1240 x 0.105 x 4 / 365 = 1.4268.
    company, invoice = reminded()
    assert company.report(invoice, type="paid", amount=1240, date=day).status == 201
    assert open_amounts(company.case(invoice)) == (0, 12.0, interest)


def test_interest_ran_on_the_whole_principal_until_part_of_it_was_paid_to_the_creditor() -> None:
    company, invoice = reminded()
    paid(company, invoice, 400)
    company.until("2026-02-13T10:00")
    company.pay("1001")
    # 1240 for 12 days to 9 February and 840 for 4 days to the 13th, at 10.5 %: 4.2805 + 0.9666 = 5.2471,
    # rounded once or twice.
    assert money(company.facts("payment_received")[0], "interest") == ["5.25"]


def test_a_whole_credit_note_ends_the_case_and_writes_its_charges_off() -> None:
    company, invoice = reminded()
    event = credited(company, invoice, 1240)
    assert (event["type"], event["credit_note_number"], event["capital_amount"]) == (
        "credit_note",
        "H-1",
        1240,
    )
    case = company.case(invoice)
    assert (case["status"], case["close_reason"], open_amounts(case)) == ("closed", "credited", (0, 0, 0))
    company.until("2026-04-01T09:00")
    assert [event["type"] for event in company.case(invoice)["events"]] == [
        "created", "reminder_sent", "credit_note", "close",
    ]  # fmt: skip


def test_a_credit_note_of_part_of_it_leaves_the_rest_in_collection() -> None:
    company, invoice = reminded()
    credited(company, invoice, 240)
    case = company.case(invoice)
    assert (case["status"], open_amounts(case)) == ("open", (1000.0, 12.0, 0))
    company.until("2026-02-16T10:00")
    assert company.case(invoice)["collection_status"] == "payment_demand_sent"
    credited(company, invoice, 1000)
    assert company.case(invoice)["close_reason"] == "credited"


def test_a_credit_note_above_what_is_open_is_taken() -> None:
    company, invoice = reminded()
    event = credited(company, invoice, 9999)
    assert (event["amount"], event["capital_amount"]) == (9999, 1240)
    assert company.case(invoice)["close_reason"] == "credited"


def test_a_credit_note_and_payments_together_end_the_case() -> None:
    company, invoice = reminded()
    company.pay("1001", "400.00")
    paid(company, invoice, 356.28)
    credited(company, invoice, 500)
    case = company.case(invoice)
    assert (case["status"], case["close_reason"]) == ("closed", "credited")


def test_nothing_but_a_comment_can_be_reported_to_a_closed_case() -> None:
    company, invoice = reminded()
    company.pay("1001")
    assert "closed" in paid(company, invoice, 10, 403)["details"][0]
    assert "closed" in credited(company, invoice, 10, 403)["details"][0]
    assert company.report(invoice, type="comment", text="Kiitos").status == 201


def test_a_comment_changes_nothing_but_the_list_of_events() -> None:
    company, invoice = reminded()
    before = company.case(invoice)
    heard = company.report(invoice, type="comment", text="Velallinen soitti. Ääkkösiä, €")
    assert (heard.status, heard.json["text"], heard.json["actor"]) == (
        201,
        "Velallinen soitti. Ääkkösiä, €",
        "company",
    )
    after = company.case(invoice)
    assert after["events"].pop() == heard.json
    assert after == before


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"type": "paid"},
        {"type": "cancel", "amount": 5, "date": DAY},
        {"type": "paid", "amount": 5},
        {"type": "paid", "amount": 0, "date": DAY},
        {"type": "paid", "amount": -5, "date": DAY},
        {"type": "paid", "amount": "5", "date": DAY},
        {"type": "paid", "amount": True, "date": DAY},
        {"type": "paid", "amount": 1.005, "date": DAY},
        {"type": "paid", "amount": 1e20, "date": DAY},
        {"type": "paid", "amount": 1e300, "date": DAY},
        {"type": "paid", "amount": 1e-7, "date": DAY},
        {"type": "paid", "amount": 5, "date": "2026-02-30"},
        {"type": "paid", "amount": 5, "date": "9.2.2026"},
        {"type": "paid", "amount": 5, "date": "2026-02-09T10:00:00Z"},
        {"type": "credit_note", "amount": 5, "date": DAY},
        {"type": "credit_note", "amount": 5, "date": DAY, "credit_note_number": ""},
        {"type": "comment"},
        {"type": "comment", "text": ""},
        {"type": "comment", "text": "x" * 1025},
        {"type": "comment", "text": 5},
    ],
)
def test_a_report_that_is_not_as_documented_is_refused_and_changes_nothing(words: dict[str, Any]) -> None:
    company, invoice = reminded()
    before = company.sandbox.facts_total
    heard = company.report(invoice, **words)
    assert (heard.status, heard.json["code"]) == (400, "invalid_parameters")
    assert company.sandbox.facts_total == before


@pytest.mark.parametrize("words", [{"type": "paid"}, {"type": "credit_note", "credit_note_number": "H-1"}])
def test_what_has_not_happened_yet_cannot_be_reported(words: dict[str, Any]) -> None:
    company, invoice = reminded()
    heard = company.report(invoice, amount=5, date="2026-02-10", **words)
    assert heard.status == 403
    assert "2026-02-09" in heard.json["details"][0]
    assert company.report(invoice, amount=5, date="2026-02-09", **words).status == 201


@pytest.mark.parametrize(("day", "status"), [("0000-01-01", 400), ("0001-01-01", 201), ("9999-12-31", 403)])
def test_a_report_dated_at_the_ends_of_the_calendar_is_answered_without_a_fault(
    day: str, status: int
) -> None:
    company, invoice = reminded()
    heard = company.report(invoice, type="paid", amount=5, date=day)
    assert heard.status == status


def test_an_event_is_marked_as_seen_once_and_a_second_time_changes_nothing() -> None:
    company, invoice = reminded()
    case = company.case(invoice)
    event = case["events"][1]["id"]
    path = f"/v1/assignments/{case['id']}/events/{event}/seen"
    assert company.client.call("POST", path).status == 204
    first = company.case(invoice)["events"][1]["seen_at"]
    assert first == "2026-02-09T08:00:00Z"
    company.until("2026-02-09T12:00")
    assert company.client.call("POST", path).status == 204
    assert company.case(invoice)["events"][1]["seen_at"] == first
    unseen = company.client.get("/v1/events", "seen=false")
    assert event not in [each["id"] for each in unseen]
    assert [each["id"] for each in company.client.get("/v1/events", "seen=true")] == [event]


def test_what_there_is_not_is_not_found() -> None:
    company, invoice = reminded()
    case = company.case(invoice)["id"]
    for method, path in [
        ("GET", "/v1/assignments/nothing"),
        ("GET", "/v1/assignments/nothing/events"),
        ("POST", "/v1/assignments/nothing/events/nothing/seen"),
        ("POST", f"/v1/assignments/{case}/events/nothing/seen"),
        ("GET", "/v1/invoices/nothing"),
        ("GET", "/v1/invoices/nothing/actions"),
        ("GET", "/v2/invoices/nothing/assignment"),
        ("GET", "/v1/company/notifications/nothing"),
        ("DELETE", "/v1/company/notifications/nothing"),
    ]:
        heard = company.client.call(method, path)
        assert (heard.status, heard.json["code"]) == (404, "not_found"), path
