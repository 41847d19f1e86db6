"""What people at an agency decide, and what becomes of it. The days are those of `tests.simulator.debtors.lives`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from simulator import Refused, World
from simulator.store.sqlite import SqliteStore
from tests.simulator.company import Company
from tests.simulator.debtors.lives import lived, told
from tests.simulator.stage import KEY

LETTER = ("02-13T09:00", "letter_sent", "reminder", "12.00")
DEMAND = ("02-23T09:00", "letter_sent", "demand", "70.00")
# Ten days after the demand, on Thursday 5 March, the case waits for an authorisation.
WAITING = "2026-03-05T12:00"


def decide(company: Company, decision: str, **words: Any) -> None:
    company.sandbox.decide(company.sandbox.case_id("1001"), decision, **words)


def steps(company: Company) -> list[tuple[str, str, str]]:
    """The legal steps: when, which, and what they cost the company."""
    return [
        (fact["at"][5:16], fact["step"], fact["expense"]["amount"])
        for fact in company.facts("legal_step_taken")
    ]


def invoiced(company: Company) -> list[tuple[str, list[tuple[str, str, str]], str]]:
    """What the agency invoices to the company: when, what net and tax of what kind, in all."""
    return [
        (
            fact["at"][5:10],
            [(row["what"], row["net"]["amount"], row["vat"]["amount"]) for row in fact["rows"]],
            fact["total"]["amount"],
        )
        for fact in company.facts("fees_invoiced")
    ]


# --- legal collection ---------------------------------------------------------------------------------------


def test_legal_collection_begins_when_it_is_authorised_and_the_company_is_invoiced_for_it() -> None:
    company = lived(WAITING)
    decide(company, "approve_legal")
    company.until("2026-06-02T12:00")
    # Sixty days after 5 March is Monday 4 May. The court's 65.00 are March's, enforcement asks nothing beforehand.
    assert steps(company) == [("03-05T12:00", "summons", "65.00"), ("05-04T09:00", "enforcement", "0.00")]
    assert invoiced(company) == [("04-01", [("official_expenses", "65.00", "0.00")], "65.00")]


def test_a_debtor_of_whom_enforcement_finds_nothing_owes_the_company_still() -> None:
    company = lived(
        WAITING, settings={"ropo.judgment_after_days": 10, "ropo.enforcement_ends_after_days": 10}
    )
    decide(company, "approve_legal")
    company.until("2026-04-01T12:00")
    # Ten days after 5 March is Sunday, so the 16th; ten after that is Thursday 26 March.
    assert [at for at, *_ in steps(company)] == ["03-05T12:00", "03-16T09:00"]
    assert told(company, WAITING) == [
        ("03-26T09:00", "case_closed", "uncollectable", "82.00", "0.00", "1240.00")
    ]


def test_legal_collection_never_begins_unasked() -> None:
    company = lived("2027-03-09T12:00")
    assert steps(company) == []
    # A year after 5 March 2026 is a Friday.
    assert told(company, WAITING)[0][:3] == ("03-05T09:00", "case_closed", "uncollectable")


@pytest.mark.parametrize("until", ["2026-02-12T12:00", "2026-02-16T12:00", "2026-02-24T12:00"])
def test_it_cannot_be_authorised_before_all_else_is_done(until: str) -> None:
    with pytest.raises(Refused, match="'approve_legal' leads nowhere"):
        decide(lived(until), "approve_legal")


def test_it_is_authorised_once() -> None:
    company = lived(WAITING)
    decide(company, "approve_legal")
    with pytest.raises(Refused, match="'legal_collection', in which 'approve_legal' leads nowhere"):
        decide(company, "approve_legal")


# --- holds --------------------------------------------------------------------------------------------------


def test_a_hold_without_an_end_lasts_until_somebody_takes_the_case_up() -> None:
    company = lived("2026-02-16T12:00")
    decide(company, "suspend")
    company.until("2026-05-06T12:00")
    decide(company, "resume")
    company.until("2026-05-08T12:00")
    # The demand was due on 23 February: it leaves on the next banking day, Thursday 7 May.
    assert told(company) == [
        LETTER,
        ("02-16T12:00", "collection_paused", "on_hold", "-"),
        ("05-06T12:00", "collection_resumed", "reminded", "resumed"),
        ("05-07T09:00", "letter_sent", "demand", "70.00"),
    ]


def test_a_hold_ends_two_banking_days_after_its_last_day() -> None:
    company = lived("2026-02-16T12:00")
    decide(company, "suspend", until=date(2026, 3, 6))
    company.until("2026-03-11T12:00")
    # Friday 6 March; two banking days later is Tuesday the 10th, before the agency's own work of that hour.
    assert told(company)[2:] == [
        ("03-10T09:00", "collection_resumed", "reminded", "hold_over"),
        ("03-10T09:00", "letter_sent", "demand", "70.00"),
    ]


def test_a_second_hold_takes_the_place_of_the_first_and_leads_back_to_the_same_place() -> None:
    company = lived("2026-02-16T12:00")
    decide(company, "suspend", until=date(2026, 2, 20))
    decide(company, "suspend", until=date(2026, 3, 6))
    company.until("2026-03-11T12:00")
    assert [what[:3] for what in told(company)[3:]] == [
        ("03-10T09:00", "collection_resumed", "reminded"),
        ("03-10T09:00", "letter_sent", "demand"),
    ]


# --- the end ------------------------------------------------------------------------------------------------


def test_what_is_stopped_bills_the_letters_to_the_company() -> None:
    company = lived("2026-02-24T12:00")
    decide(company, "stop")
    company.until("2026-03-03T12:00")
    # 12.00 + 70.00 = 82.00, and 25.5 % of it: 20.91. The first banking day of March is Monday the 2nd.
    assert told(company, "2026-02-24") == [
        ("02-24T12:00", "case_closed", "cancelled", "82.00", "0.00", "1240.00")
    ]
    assert invoiced(company) == [("03-02", [("cancelled_fees", "82.00", "20.91")], "102.91")]


def test_charges_that_are_left_alone_are_billed_too_when_they_are_waived() -> None:
    company = lived("2026-02-16T12:00")
    company.report(_invoice(company), type="paid", amount=1240.0, date="2026-02-16")
    assert company.sandbox.state.cases[company.sandbox.case_id("1001")].state == "charges_open"
    decide(company, "stop")
    assert told(company)[-1][:4] == ("02-16T12:00", "case_closed", "cancelled", "12.00")


def _invoice(company: Company) -> str:
    return next(iter(company.sandbox.state.cases.values())).opened.invoice


def test_a_stop_before_any_letter_costs_nothing() -> None:
    company = lived("2026-02-12T12:00")
    decide(company, "stop")
    company.until("2026-03-03T12:00")
    assert told(company) == [("02-12T12:00", "case_closed", "cancelled", "0.00", "0.00", "1240.00")]
    assert invoiced(company) == []


def test_the_tax_on_an_invoice_to_the_company_cites_its_row_of_law() -> None:
    company = lived(WAITING)
    decide(company, "stop")
    company.until("2026-04-01T16:00")
    [fact] = company.facts("fees_invoiced")
    assert fact["law"].startswith("Value Added Tax Act (1501/1993), general rate")
    assert (fact["law"].endswith("since 2024-09-01"), fact["assumed"]) == (True, False)


def test_an_invoice_of_expenses_alone_has_no_tax_and_cites_none() -> None:
    company = lived(WAITING)
    decide(company, "approve_legal")
    company.until("2026-04-01T16:00")
    [fact] = company.facts("fees_invoiced")
    assert ([row["what"] for row in fact["rows"]], fact["law"]) == (["official_expenses"], "")


# --- more time ----------------------------------------------------------------------------------------------

ASKS: dict[str, Any] = {"asks_for_time": {"after": "reminder", "days": 3, "more": 14, "pays": False}}
LEFT_TO_A_PERSON: dict[str, Any] = {"ropo.more_time": "asked"}


def test_a_person_may_give_another_time_than_was_asked_for_and_much_of_it_is_charged() -> None:
    company = lived("2026-02-17T12:00", settings=LEFT_TO_A_PERSON, **ASKS)
    decide(company, "accept_due_date", until=date(2026, 3, 3))
    # Fourteen days from 17 February.
    assert told(company, "2026-02-17") == [
        ("02-17T12:00", "fee_charged", "due_date_moved", "10.00"),
        ("02-17T12:00", "collection_paused", "more_time", "2026-03-03"),
    ]
    case = company.client.get(f"/v1/assignments/{company.sandbox.case_id('1001')}")
    assert case["open_charges_amount"] == 22.0
    texts = [event["text"] for event in case["events"] if event["type"] == "comment"]
    assert texts == [
        "The debtor asks for more time, until 2026-03-02",
        "A fee of 10.00 EUR was charged for more time",
        "The debtor has been given more time until 2026-03-03",
    ]


def test_a_debtor_is_answered_once() -> None:
    company = lived("2026-02-17T12:00", settings=LEFT_TO_A_PERSON, **ASKS)
    decide(company, "refuse_due_date")
    assert told(company, "2026-02-17") == [("02-17T12:00", "request_refused", "more_time")]
    for decision in ("refuse_due_date", "accept_due_date"):
        with pytest.raises(Refused, match="nobody waits for an answer"):
            decide(company, decision)


def test_a_hold_in_between_takes_no_question_away() -> None:
    company = lived("2026-02-17T12:00", settings=LEFT_TO_A_PERSON, **ASKS)
    decide(company, "suspend")
    decide(company, "accept_due_date")
    assert told(company, "2026-02-17")[-1] == (
        "02-17T12:00",
        "collection_paused",
        "more_time",
        "2026-03-02",
    )


def test_nobody_answers_a_debtor_whose_case_has_ended() -> None:
    company = lived("2026-02-17T12:00", settings=LEFT_TO_A_PERSON, **ASKS)
    decide(company, "stop")
    with pytest.raises(Refused, match="nobody waits for an answer"):
        decide(company, "refuse_due_date")


# --- what stays of it ---------------------------------------------------------------------------------------


def test_a_decision_is_there_when_a_server_begins_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "log.db")
    company = Company(world=World(key=KEY, store=store)).activate()
    company.open_case()
    decide(company, "suspend", until=date(2026, 3, 2), text="At the company's wish")
    (again,) = World(key=KEY, store=store).sandboxes
    assert again.facts() == company.sandbox.facts()
    again.run_until(datetime(2026, 3, 6, 12).replace(tzinfo=again.zone))
    assert again.facts()[-2]["kind"] == "collection_resumed"
    store.close()
