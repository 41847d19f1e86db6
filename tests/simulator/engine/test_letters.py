"""What the agency does unasked: it reminds, demands, and then waits for ever."""

import pytest

from simulator.agencies.ropo import AGENCY, LIFECYCLE
from simulator.domain.lifecycle import Lifecycle, Transition
from tests.simulator.company import Company


def events(company: Company, invoice: str) -> list[tuple[str, str, float | None]]:
    """Kind, local time to the minute, and amount of a case's events."""
    times = [
        fact["at"][:16] for fact in company.sandbox.facts() if fact["kind"] in ("case_opened", "letter_sent")
    ]
    shown = company.case(invoice)["events"]
    return [(each["type"], at, each["amount"]) for each, at in zip(shown, times, strict=True)][1:]


def test_a_company_is_reminded_the_next_banking_day_and_gets_a_demand_ten_days_later() -> None:
    company = Company().activate()
    invoice = company.open_case()
    company.until("2026-03-02T12:00")
    # 15 February 2026, ten days on, is a Sunday.
    assert events(company, invoice) == [
        ("reminder_sent", "2026-02-05T09:00", 12.0),
        ("payment_demand_sent", "2026-02-16T09:00", 70.0),
    ]


def test_a_consumer_is_reminded_the_next_banking_day_and_gets_a_demand_fourteen_days_later() -> None:
    company = Company().activate()
    invoice = company.open_case("1001", "300.00", "b2c", "2026-02-13T09:00")
    company.until("2026-03-16T12:00")
    assert events(company, invoice) == [
        ("reminder_sent", "2026-02-16T09:00", 5.0),
        ("payment_demand_sent", "2026-03-02T09:00", 24.0),
    ]


def test_collection_without_reminders_begins_with_the_demand() -> None:
    company = Company().activate()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    assert company.transfer(invoice, how="collection").status == 202
    company.until("2026-03-16T12:00")
    assert events(company, invoice) == [("payment_demand_sent", "2026-02-05T09:00", 70.0)]


def test_letters_keep_their_hour_across_the_change_to_summer_time() -> None:
    company = Company("2026-03-02T09:00").activate()
    invoice = company.send("1001", due="2026-03-13")
    company.until("2026-03-26T09:00")
    assert company.transfer(invoice).status == 202
    company.until("2026-04-20T09:00")
    assert [fact["at"] for fact in company.facts("letter_sent")] == [
        "2026-03-27T09:00:00+02:00",
        "2026-04-07T09:00:00+03:00",  # Easter Monday is closed
    ]


@pytest.mark.parametrize(
    ("kind", "total", "fee"),
    [
        ("b2b", "500.00", 50.0),
        ("b2b", "500.01", 70.0),
        ("b2b", "2500.00", 70.0),
        ("b2b", "2500.01", 90.0),
        ("b2b", "10000.00", 90.0),
        ("b2b", "10000.01", 110.0),
        ("b2c", "100.00", 14.0),
        ("b2c", "100.01", 24.0),
        ("b2c", "1000.00", 24.0),
        ("b2c", "1000.01", 50.0),
    ],
)
def test_a_demand_costs_by_the_principal(kind: str, total: str, fee: float) -> None:
    company = Company().activate()
    invoice = company.open_case("1001", total, kind, "2026-02-13T09:00")
    company.until("2026-03-05T12:00")
    assert company.case(invoice)["events"][-1]["amount"] == fee


def test_after_the_demand_the_agency_waits_a_year_and_gives_up_and_nothing_legal_begins() -> None:
    company = Company().activate()
    invoice = company.open_case()
    company.until("2026-02-26T08:59")
    assert company.facts("case_waits") == []
    company.until("2027-02-26T08:59")
    assert company.times("case_waits") == ["2026-02-26T09:00"]
    case = company.case(invoice)
    assert (case["status"], case["collection_status"]) == ("open", "payment_demand_sent")
    assert [event["type"] for event in case["events"]] == ["created", "reminder_sent", "payment_demand_sent"]
    company.until("2029-01-15T09:00")
    case = company.case(invoice)
    # The principal is the company's own matter again; the fees are lost to the agency.
    assert (case["status"], case["close_reason"], case["closed_at"]) == (
        "closed",
        "uncollectable",
        "2027-02-26T07:00:00Z",
    )
    assert company.facts("legal_step_taken") == []
    assert company.sandbox.next_due() is None


def test_the_overview_counts_what_is_open_soon_due_and_overdue() -> None:
    company = Company().activate()
    company.send("1002")
    company.open_case("1001")
    seen = []
    for moment in ("2026-02-05T08:00", "2026-02-05T10:00", "2026-02-09T10:00", "2026-02-16T08:00"):
        company.until(moment)
        found = company.client.get("/v1/assignments/overview")
        seen.append((found["open"], found["soon_due"], found["overdue"]))
    # The claim was due on 28 January. The reminder of 5 February falls due on the 15th: soon from the 8th on, overdue
    # on the 16th.
    assert seen == [(1, 0, 1), (1, 0, 0), (1, 1, 0), (1, 0, 1)]
    company.pay("1001")
    assert company.client.get("/v1/assignments/overview") == {"open": 0, "soon_due": 0, "overdue": 0}


def test_the_agencys_table_is_sound() -> None:
    assert LIFECYCLE.problems() == []
    assert {AGENCY.lifecycle.find("new", start) is not None for start in AGENCY.starts.values()} == {True}


_TIMED = {timer.name for row in LIFECYCLE.transitions for timer in row.timers}


@pytest.mark.parametrize(
    "row",
    [row for row in LIFECYCLE.transitions if row.on in _TIMED],
    ids=lambda row: f"{row.on} in {row.state}",
)
def test_a_table_that_lost_what_a_timer_is_set_for_says_so(row: Transition) -> None:
    rest = tuple(each for each in LIFECYCLE.transitions if each != row)
    assert Lifecycle(LIFECYCLE.start, rest).problems() != []


def test_a_table_that_lost_what_sets_a_timer_says_so() -> None:
    rest = tuple(row for row in LIFECYCLE.transitions if row.on != "open_with_reminders")
    assert Lifecycle(LIFECYCLE.start, rest).problems() != []


def test_a_table_without_its_beginning_or_its_endings_says_which_states_suffer() -> None:
    no_start = tuple(row for row in LIFECYCLE.transitions if row.state != "new")
    assert "state 'opened' cannot be reached" in Lifecycle("new", no_start).problems()
    no_end = tuple(row for row in LIFECYCLE.transitions if not row.closes)
    problems = Lifecycle("new", no_end).problems()
    assert {f"state {name!r} can never end" for name in ("new", "opened", "charges_open")} <= set(problems)


def test_two_rows_for_one_happening_are_refused() -> None:
    paid = LIFECYCLE.find("opened", "paid")
    assert paid is not None
    with pytest.raises(ValueError, match="two rows for 'paid' in state 'opened'"):
        Lifecycle(LIFECYCLE.start, (*LIFECYCLE.transitions, paid))
