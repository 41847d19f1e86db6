"""What a client at Maventa sees of a case's longer life: events, statuses, open charges, the end."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson

from tests.simulator.company import Company

HOOK = {
    "destination_type": "WEBHOOK",
    "destination": "https://client.example/hooks",
    "events": ["RECEIVABLES.ASSIGNMENT.EVENT"],
}


def told(company: Company) -> list[str]:
    """The types of the events of which subscribers were told, in order."""
    messages = company.sandbox.outbox.messages.values()
    return [orjson.loads(message.body)["data"]["type"] for message in messages]


def decide(company: Company, decision: str, **words: Any) -> None:
    company.sandbox.decide(company.sandbox.case_id("1001"), decision, **words)


def listened(**settings: Any) -> tuple[Company, str]:
    """A company that hears of events, and its invoice 1001 of 1240.00 in collection since 4 February 2026."""
    company = Company(settings={f"ropo.{name}": value for name, value in settings.items()}).activate()
    assert company.client.call("POST", "/v1/company/notifications", HOOK).status == 201
    return company, company.open_case()


def test_legal_collection_is_an_event_of_each_step_with_what_it_costs() -> None:
    company, invoice = listened(judgment_after_days=30)
    # The reminder leaves on 5 February, the demand on the 16th (a Monday), the wait begins on the 26th.
    company.until("2026-02-27T10:00")
    decide(company, "approve_legal")
    company.until("2026-03-30T12:00")
    case = company.case(invoice)
    steps = [event for event in case["events"] if event["type"] == "legal_collection"]
    # Thirty days after 27 February is Sunday 29 March: the next step is taken on Monday.
    assert [(one["date"], one["amount"], one["text"], one["actor"]) for one in steps] == [
        ("2026-02-27", 65.0, "summons", "agency"),
        ("2026-03-30", 0.0, "enforcement", "agency"),
    ]
    assert (case["status"], case["collection_status"]) == ("open", "legal_collection")
    # The company bears what the court asks: of the debtor nothing but the letters is open, 12.00 + 70.00.
    assert case["open_charges_amount"] == 82.0
    assert told(company) == ["reminder_sent", "payment_demand_sent", "legal_collection", "legal_collection"]


def test_a_hold_and_its_end_are_comments_that_leave_the_status_alone() -> None:
    company, invoice = listened()
    company.until("2026-02-06T10:00")
    decide(company, "suspend", until=date(2026, 3, 2), text="At the company's wish")
    assert company.case(invoice)["collection_status"] == "reminder_sent"
    decide(company, "resume")
    events = company.case(invoice)["events"][-2:]
    assert [(one["type"], one["actor"], one["amount"], one["text"]) for one in events] == [
        ("comment", "agency", None, "Collection is on hold until 2026-03-02: At the company's wish"),
        ("comment", "agency", None, "Collection goes on: resumed"),
    ]
    assert told(company) == ["reminder_sent", "comment", "comment"]


def test_the_end_says_why_and_what_of_the_principal_was_not_collected() -> None:
    company, invoice = listened()
    company.until("2026-02-06T10:00")
    decide(company, "stop")
    case = company.case(invoice)
    assert (case["status"], case["collection_status"], case["close_reason"]) == (
        "closed",
        "closed",
        "cancelled",
    )
    assert [(one["type"], one["text"]) for one in case["events"][-1:]] == [("close", "cancelled")]
    assert (case["capital_amount"], case["open_capital_amount"], case["open_charges_amount"]) == (
        1240.0,
        1240.0,
        0.0,
    )
    assert told(company) == ["reminder_sent", "close"]


def test_a_comment_of_the_agency_is_told_and_one_of_the_company_is_not() -> None:
    company, invoice = listened()
    company.report(invoice, type="comment", text="The customer has moved.")
    decide(company, "comment", text="We have written to the new address.")
    assert told(company) == ["comment"]
    assert [
        (one["actor"], one["text"]) for one in company.case(invoice)["events"] if one["type"] == "comment"
    ] == [
        ("company", "The customer has moved."),
        ("agency", "We have written to the new address."),
    ]
