"""What becomes of debtors that do more than pay, or less, to the cent.

Worked by hand. 1,240.00 EUR due on 28 January 2026, a company: 10.5 % a year (2.5 + 8) from 29 January on. The
reminder (12.00) goes out on Friday 13 February, and the demand (70.00) ten days later, on Monday 23 February, if
nothing stops it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.domain.commands import Decide
from tests.simulator.debtors.lives import held, lived, told

LETTER = ("02-13T09:00", "letter_sent", "reminder", "12.00")
DEMAND = ("02-23T09:00", "letter_sent", "demand", "70.00")
SINCE_THEN = "2026-02-13T10"  # after the reminder


def after(days: int, **words: Any) -> dict[str, Any]:
    return {"after": "reminder", "days": days, **words}


# --- disputes -----------------------------------------------------------------------------------------------


def test_a_dispute_stops_the_letters_and_after_ninety_days_the_case() -> None:
    # From Monday 16 February on nothing is sent; 90 days later is Sunday 17 May. The reminder's fee is written off, no
    # interest was posted, and the principal is the company's own matter again.
    company = lived("2026-06-30T12:00", disputes=after(3, text="Broken."))
    assert told(company) == [
        LETTER,
        ("02-16T10:00", "collection_paused", "disputed", "-"),
        ("05-18T09:00", "case_closed", "disputed", "12.00", "0.00", "1240.00"),
    ]
    assert company.facts("collection_paused")[0]["text"] == "Broken."


def test_a_debtor_that_disputes_and_pays_has_paid() -> None:
    # 30 days after the reminder, Sunday 15 March, so on the 16th: 1240 x 0.105 x 47 / 365 = 16.77 (29 January to
    # 16 March: 3 + 28 + 16 days).
    company = lived(disputes=after(3), pays=after(30))
    assert told(company, "2026-02-17") == [
        ("03-16T10:00", "payment_received", "1268.77", "1240.00", "16.77", "12.00", "0.00"),
        ("03-16T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
    ]


def test_somebody_at_the_agency_can_take_a_dispute_for_settled() -> None:
    company = lived("2026-03-04T12:00", disputes=after(3))
    case = company.sandbox.state.case_of("1001")
    assert case is not None
    company.sandbox.handle(Decide(case=case.id, decision="resume"))
    company.until("2026-03-06T12:00")
    # The demand would have gone out on 23 February: it does on the next banking day, Thursday 5 March.
    assert told(company, "2026-03-04") == [
        ("03-04T12:00", "collection_resumed", "reminded", "resumed"),
        ("03-05T09:00", "letter_sent", "demand", "70.00"),
    ]


# --- time ---------------------------------------------------------------------------------------------------


def test_fourteen_days_more_cost_a_fee_and_are_paid_with_all_else() -> None:
    # Asked on Monday 16 February: until Monday 2 March, for 10.00. Interest 29 January to 2 March: 3 + 28 + 2 = 33
    # days, 1240 x 0.105 x 33 / 365 = 11.77. Fees 12.00 + 10.00.
    company = lived(asks_for_time=after(3, more=14, pays=True))
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "debtor_asked", "more_time", "2026-03-02"),
        ("02-16T10:00", "fee_charged", "due_date_moved", "10.00"),
        ("02-16T10:00", "collection_paused", "more_time", "2026-03-02"),
        ("03-02T10:00", "payment_received", "1273.77", "1240.00", "11.77", "22.00", "0.00"),
        ("03-02T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
    ]


def test_thirteen_days_more_cost_nothing_and_then_collection_goes_on() -> None:
    # Until Sunday 1 March; two banking days later is Tuesday the 3rd. The demand was due on 23 February.
    company = lived("2026-03-05T12:00", asks_for_time=after(3, more=13, pays=False))
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "debtor_asked", "more_time", "2026-03-01"),
        ("02-16T10:00", "collection_paused", "more_time", "2026-03-01"),
        ("03-03T09:00", "collection_resumed", "reminded", "time_over"),
        ("03-03T09:00", "letter_sent", "demand", "70.00"),
    ]


def test_a_consumer_pays_half_as_much_for_fourteen_days() -> None:
    company = lived("2026-02-20T12:00", kind="consumer", asks_for_time=after(3, more=14, pays=False))
    assert ("02-16T10:00", "fee_charged", "due_date_moved", "5.00") in told(company)


def test_time_that_is_refused_stops_nothing_and_who_wanted_to_pay_then_does() -> None:
    # The demand goes out on 23 February; on 2 March: 1240.00 + 12.00 + 70.00 + 11.77.
    company = lived(settings={"ropo.more_time": "refused"}, asks_for_time=after(3, more=14, pays=True))
    assert told(company, SINCE_THEN)[:4] == [
        ("02-16T10:00", "debtor_asked", "more_time", "2026-03-02"),
        ("02-16T10:00", "request_refused", "more_time"),
        DEMAND,
        ("03-02T10:00", "payment_received", "1333.77", "1240.00", "11.77", "82.00", "0.00"),
    ]


def test_time_that_a_person_has_to_give_is_given_by_one() -> None:
    company = lived(
        "2026-02-17T12:00",
        settings={"ropo.more_time": "asked"},
        asks_for_time=after(3, more=14, pays=False),
    )
    case = company.sandbox.state.case_of("1001")
    assert case is not None
    assert told(company, SINCE_THEN) == [("02-16T10:00", "debtor_asked", "more_time", "2026-03-02")]
    company.sandbox.handle(Decide(case=case.id, decision="accept_due_date"))
    # One day after it was asked thirteen days are left: no fee.
    assert told(company, "2026-02-17") == [("02-17T12:00", "collection_paused", "more_time", "2026-03-02")]


# --- promises -----------------------------------------------------------------------------------------------


def test_a_promise_that_is_kept_ends_the_case_without_another_letter() -> None:
    # Promised on 16 February, for the 23rd: 29 January to 23 February are 26 days, 1240 x 0.105 x 26 / 365 = 9.27.
    # The demand of that morning was not sent.
    company = lived(promises=after(3, to_pay_in=7, keeps=True))
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "collection_paused", "promised", "2026-02-23"),
        ("02-23T10:00", "payment_received", "1261.27", "1240.00", "9.27", "12.00", "0.00"),
        ("02-23T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
    ]


def test_a_promise_that_is_broken_lets_letters_go_on_two_banking_days_later() -> None:
    # The 23rd and two banking days is Wednesday 25 February. Three days later is Saturday: it pays on Monday 2 March.
    company = lived(promises=after(3, to_pay_in=7, keeps=False), pays={"after": "demand", "days": 3})
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "collection_paused", "promised", "2026-02-23"),
        ("02-25T09:00", "collection_resumed", "reminded", "promise_over"),
        ("02-25T09:00", "letter_sent", "demand", "70.00"),
        ("03-02T10:00", "payment_received", "1333.77", "1240.00", "11.77", "82.00", "0.00"),
        ("03-02T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
    ]


def test_a_broken_promise_before_the_demand_is_due_changes_nothing() -> None:
    # Promised on 16 February for the 17th, over on the 19th: the demand goes out on its own day, the 23rd.
    company = lived("2026-02-24T12:00", promises=after(3, to_pay_in=1, keeps=False))
    assert told(company, "2026-02-17") == [
        ("02-19T09:00", "collection_resumed", "reminded", "promise_over"),
        DEMAND,
    ]


# --- plans --------------------------------------------------------------------------------------------------

# Asked for on Monday 16 February: 1240.00 + 12.00 + 20.00 for the plan + interest of 19 days (29 January to
# 16 February), 1240 x 0.105 x 19 / 365 = 6.78, are 1278.78: three times 426.26, each 30 days after the last.
AGREED = [
    ("02-16T10:00", "debtor_asked", "payment_plan", "2026-05-17"),
    ("02-16T10:00", "fee_charged", "payment_plan", "20.00"),
    ("02-16T10:00", "collection_paused", "payment_plan", "2026-05-17"),
]
# 18 March: 32.00 of fees, 49 days of interest (1240 x 0.105 x 49 / 365 = 17.48), and 376.78 of principal.
FIRST = ("03-18T10:00", "payment_received", "426.26", "376.78", "17.48", "32.00", "0.00")


def plan(**words: Any) -> dict[str, Any]:
    return after(3, instalments=3, every=30, **words)


def test_a_plan_that_is_kept_ends_the_case_with_its_last_instalment() -> None:
    # 863.22 are left. 17 April, 30 days: 863.22 x 0.105 x 30 / 365 = 7.45, and 418.81 of principal: 444.41 are left.
    # 17 May is a Sunday; on the 18th, 31 days: 444.41 x 0.105 x 31 / 365 = 3.96. 376.78 + 418.81 + 444.41 = 1240.00.
    company = lived(plan=plan())
    assert [
        (part["day"], part["amount"]["amount"])
        for part in company.facts("collection_paused")[0]["instalments"]
    ] == [("2026-03-18", "426.26"), ("2026-04-17", "426.26"), ("2026-05-17", "426.26")]
    assert told(company, SINCE_THEN) == [
        *AGREED,
        FIRST,
        ("04-17T10:00", "payment_received", "426.26", "418.81", "7.45", "0.00", "0.00"),
        ("05-18T10:00", "payment_received", "448.37", "444.41", "3.96", "0.00", "0.00"),
        ("05-18T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
    ]


def test_a_plan_that_is_broken_lets_collection_go_on_where_it_stood() -> None:
    # The second instalment, of Friday 17 April, is not there on Tuesday the 21st.
    company = lived("2026-04-30T12:00", plan=plan(pays=1))
    assert told(company, SINCE_THEN) == [
        *AGREED,
        FIRST,
        ("04-21T09:00", "collection_resumed", "reminded", "plan_broken"),
        ("04-21T09:00", "letter_sent", "demand", "70.00"),
    ]


def test_a_plan_of_which_nothing_is_paid_is_broken_at_its_first_instalment() -> None:
    # Wednesday 18 March and two banking days.
    company = lived("2026-03-25T12:00", plan=plan(pays=0))
    assert told(company, "2026-02-17") == [
        ("03-20T09:00", "collection_resumed", "reminded", "plan_broken"),
        ("03-20T09:00", "letter_sent", "demand", "70.00"),
    ]


def test_an_instalment_that_went_to_the_creditor_keeps_the_plan_once_it_is_reported() -> None:
    company = lived("2026-03-18T12:00", plan=plan(pays=0))
    company.pay("1001", "426.26", to="creditor")
    case = company.sandbox.state.case_of("1001")
    assert case is not None
    invoice = case.opened.invoice
    reported = company.report(
        invoice, type="paid", amount=426.26, capital_amount=426.26, currency="EUR", date="2026-03-18"
    )
    assert reported.status < 300, reported.body
    company.until("2026-04-20T12:00")
    assert [kind for _, kind, *_ in told(company, "2026-02-17")] == [
        "creditor_paid",
        "direct_payment_reported",
    ]
    # The second one is not there on Tuesday 21 April.
    company.until("2026-04-21T12:00")
    assert told(company, "2026-04-20")[0] == ("04-21T09:00", "collection_resumed", "reminded", "plan_broken")


@pytest.mark.parametrize(("instalments", "fee"), [(4, "20.00"), (5, "50.00")])
def test_a_plan_of_more_than_four_instalments_costs_more(instalments: int, fee: str) -> None:
    company = lived("2026-02-17T12:00", plan=after(3, instalments=instalments, every=30))
    assert told(company, SINCE_THEN)[1] == ("02-16T10:00", "fee_charged", "payment_plan", fee)


def test_a_plan_that_is_refused_is_not_paid_and_stops_nothing() -> None:
    company = lived(settings={"ropo.payment_plan": "refused"}, plan=plan())
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "debtor_asked", "payment_plan", "2026-05-17"),
        ("02-16T10:00", "request_refused", "payment_plan"),
        DEMAND,
    ]
    assert company.facts("payment_planned") == []


def test_a_plan_that_runs_beyond_the_calendar_sets_no_deadline_there() -> None:
    company = lived("2026-02-17T12:00", plan=after(3, instalments=60, every=92))
    case = company.sandbox.state.case_of("1001")
    assert case is not None
    assert case.pause is not None
    last = [timer for timer in case.timers if timer.name.startswith("plan_broken")][-1]
    # 92 days, 35 times, are 3220: from 16 February 2026 to 11 December 2034. The 36th would be in 2035.
    assert (last.name, last.due.date().isoformat()) == ("plan_broken 35", "2034-12-13")
    assert len(case.pause.instalments) == 60


def test_a_hold_until_a_day_beyond_the_calendar_lasts() -> None:
    company = lived("2026-02-17T12:00", pays="never")
    case = company.sandbox.state.case_of("1001")
    assert case is not None
    company.sandbox.handle(Decide(case=case.id, decision="suspend", until=date.max))
    company.until("2026-06-30T12:00")
    assert told(company, SINCE_THEN) == [("02-17T12:00", "collection_paused", "on_hold", "9999-12-31")]


# --- bankruptcy ---------------------------------------------------------------------------------------------


def test_a_bankruptcy_ends_every_case_and_stops_every_payment() -> None:
    # Five days after the demand is Saturday 28 February: it is bankrupt on Monday 2 March. It would have paid that
    # invoice the day after, and 1002 a week later.
    pays = [{"after": "demand", "days": 8}, {"after": "due", "days": 40}]
    company = lived("2026-02-16T12:00", bankrupt={"after": "demand", "days": 5}, pays=pays)
    company.send("1002")
    held(company, "1002")
    company.until("2026-04-30T12:00")
    assert told(company, SINCE_THEN) == [
        DEMAND,
        ("03-02T10:00", "debtor_bankrupt", "acme"),
        ("03-02T10:00", "case_closed", "bankruptcy", "82.00", "0.00", "1240.00"),
    ]
    assert len(company.facts("payment_planned")) == 3


def test_two_cases_of_a_bankrupt_debtor_end_at_once_and_another_debtors_does_not() -> None:
    company = lived("2026-02-16T09:00", bankrupt={"after": "demand", "days": 5})
    company.sandbox.put_debtor("beta", {"kind": "company", "pays": "never"})
    for number, key in (("1002", "acme"), ("1003", "beta")):
        invoice = company.send(number)
        held(company, number, key)
        assert company.transfer(invoice).status == 202
    company.until("2026-03-02T12:00")
    closed = [(fact["number"], fact["reason"]) for fact in company.facts("case_closed")]
    assert closed == [("1001", "bankruptcy"), ("1002", "bankruptcy")]


def test_what_is_transferred_of_a_bankrupt_debtor_afterwards_ends_too() -> None:
    company = lived(
        "2026-02-10T12:00", bankrupt={"after": "due", "days": 3}, pays={"after": "due", "days": 30}
    )
    company.until("2026-02-16T09:00")
    state = company.sandbox.state
    assert company.transfer(state.invoice_ids["1001"][0]).status == 202
    company.until("2026-04-30T12:00")
    # The case opens at 09:30; at 10:00 the agency hears of it. Nothing was charged.
    assert told(company, "2026-02-10") == [
        ("02-16T10:00", "case_closed", "bankruptcy", "0.00", "0.00", "1240.00")
    ]


# --- too much and too often ---------------------------------------------------------------------------------


def test_the_second_of_two_equal_payments_comes_back() -> None:
    # 29 January to 16 February are 19 days: 1240 x 0.105 x 19 / 365 = 6.78; with the reminder 1258.78.
    company = lived(pays=after(3, times=2))
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "payment_received", "1258.78", "1240.00", "6.78", "12.00", "0.00"),
        ("02-16T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
        ("02-16T10:00", "payment_received", "1258.78", "0.00", "0.00", "0.00", "1258.78"),
    ]
    assert [fact["total"]["amount"] for fact in company.facts("principal_settled")] == ["1240.00"]


def test_two_halves_are_two_halves() -> None:
    # 12.00 + 6.78 of 700.00 leave 681.22 for the principal, and 558.78 of it; no interest is added on the same day.
    company = lived("2026-02-16T12:00", pays=after(3, times=2, amount="700.00"))
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "payment_received", "700.00", "681.22", "6.78", "12.00", "0.00"),
        ("02-16T10:00", "payment_received", "700.00", "558.78", "0.00", "0.00", "141.22"),
        ("02-16T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
    ]


def test_what_is_paid_beyond_everything_owed_comes_back() -> None:
    company = lived(pays=after(3, more="50.00"))
    assert told(company, SINCE_THEN) == [
        ("02-16T10:00", "payment_received", "1308.78", "1240.00", "6.78", "12.00", "50.00"),
        ("02-16T10:00", "case_closed", "paid", "0.00", "0.00", "-"),
    ]


# --- mixes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_debtor_of_a_mix_lives_as_one_that_was_described_so(seed: int) -> None:
    words = [{"weight": 1, "pays": after(3)}, {"weight": 1, "disputes": after(3)}]
    mixed = lived("2026-03-02T12:00", seed=seed, mix=words)
    [put] = mixed.facts("debtor_set")
    assert told(mixed) == told(lived("2026-03-02T12:00", seed=seed, **put["behaviour"]))
