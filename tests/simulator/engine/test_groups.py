"""Groups of customers at Kassavirta: how far collection goes for each, what that costs, and how customers move.

The days are those of `test_requests`: reminder on Monday 9 February 09:00, payment demand on Thursday the 19th. A
letter falls due ten days after it went out.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from tests.simulator.desk import RECIPIENT, Desk
from tests.simulator.engine.test_requests import (
    BEFORE,
    DEMANDED,
    LATE,
    REMINDED,
    cancel,
    hold,
    invoiced,
    letters,
    told,
)

CUSTOMER = str(RECIPIENT["business_id"])


def put(desk: Desk, group: str | None, business_id: str = CUSTOMER) -> list[f.Fact]:
    return desk.do(c.SetGroup(provider="kassavirta", business_id=business_id, group=group))


def grouped(group: str | None, until: str = LATE) -> Desk:
    """A case of a customer that was in a group before its invoice was sent."""
    desk = Desk("kassavirta").activate()
    desk.debtor("acme")
    put(desk, group)
    desk.send("1001")
    desk.until(until)
    return desk


def ended(desk: Desk) -> list[tuple[str, str]]:
    return told(desk, "case_closed")


# --- how far collection goes --------------------------------------------------------------------------------


def test_a_premium_customer_gets_reminder_and_demand_and_no_more() -> None:
    desk = grouped("premium")
    # The demand of 19 February is due on 1 March; thirty days later is Tuesday the 31st.
    assert letters(desk) == [("02-09T09:00", "reminder"), ("02-19T09:00", "demand")]
    assert ended(desk) == [("03-31T09:00", "monitoring_ended")]
    assert str(desk.case().given_back) == "1240.00 EUR"


def test_a_premium_customers_case_costs_the_sender_when_it_closes_unpaid() -> None:
    desk = grouped("premium")
    # 15.00 and 25.5 % of tax. What the debtor had been charged is written off, and nobody's bill.
    assert invoiced(desk) == [("group_charges", "15.00 EUR", "18.83 EUR")]


def test_a_premium_customers_case_of_which_something_was_paid_costs_nothing() -> None:
    desk = grouped("premium", REMINDED)
    desk.report("1001", desk.money("40.00"))
    desk.until(LATE)
    assert ended(desk) == [("03-31T09:00", "monitoring_ended")]
    assert invoiced(desk) == []


def test_a_premium_customers_case_that_is_credited_after_its_reminder_closes_without_a_payment() -> None:
    desk = grouped("premium", REMINDED)
    desk.credit("1001", desk.money("1240.00"))
    desk.until(LATE)
    assert invoiced(desk) == [("group_charges", "15.00 EUR", "18.83 EUR")]


def test_a_premium_customers_case_that_ends_before_any_letter_costs_nothing() -> None:
    desk = grouped("premium", BEFORE)
    cancel(desk)
    desk.until(LATE)
    assert invoiced(desk) == []


def test_a_vip_customer_gets_a_reminder_without_cost_that_the_sender_pays_for() -> None:
    desk = grouped("vip")
    # The reminder of 9 February is due on the 19th; thirty days later is Saturday 21 March.
    assert letters(desk) == [("02-09T09:00", "reminder")]
    assert ended(desk) == [("03-23T09:00", "monitoring_ended")]
    sent = next(each.fact for each in desk.state.timeline if isinstance(each.fact, f.LetterSent))
    assert (str(sent.fee), str(sent.cost)) == ("0.00 EUR", "5.00 EUR")
    # 5.00 and 25.5 % of tax.
    assert invoiced(desk) == [("group_charges", "5.00 EUR", "6.28 EUR")]


def test_a_customer_without_monitoring_gets_no_letter_and_the_case_stays_open_at_no_cost() -> None:
    desk = grouped("service_bypass")
    assert (letters(desk), ended(desk), invoiced(desk)) == ([], [], [])
    assert desk.case().closed_at is None


def test_a_customer_in_no_group_gets_legal_collection() -> None:
    desk = grouped(None)
    # Ten days after the demand is Sunday 1 March.
    assert told(desk, "legal_step_taken")[0] == ("03-02T09:00", "legal_step_taken")


# --- moves --------------------------------------------------------------------------------------------------


def regroupings(desk: Desk) -> list[tuple[str, str | None]]:
    return [
        (each.fact.number, each.fact.group)
        for each in desk.state.timeline
        if isinstance(each.fact, f.CaseRegrouped)
    ]


def test_an_open_case_follows_its_customer_after_one_to_two_hours() -> None:
    desk = grouped(None, BEFORE)
    (fact,) = put(desk, "vip")
    (deadline,) = fact.deadlines
    assert timedelta(hours=1) <= deadline.due - desk.state.now <= timedelta(hours=2)
    desk.sandbox.run_until(deadline.due - timedelta(minutes=1))
    assert desk.case().group is None
    desk.sandbox.run_until(deadline.due)
    assert (desk.case().group, regroupings(desk)) == ("vip", [("1001", "vip")])
    desk.until(LATE)
    assert letters(desk) == [("02-09T09:00", "reminder")]


def test_a_customer_that_is_moved_again_within_the_hours_is_followed_once_after_the_last_move() -> None:
    desk = grouped(None, BEFORE)
    put(desk, "vip")
    desk.sandbox.run_until(desk.sandbox.now + timedelta(minutes=59))
    (fact,) = put(desk, "premium")
    desk.sandbox.run_until(fact.deadlines[0].due - timedelta(minutes=1))
    assert regroupings(desk) == []
    desk.sandbox.run_until(fact.deadlines[0].due)
    assert regroupings(desk) == [("1001", "premium")]


def test_a_customer_is_in_one_group_at_most() -> None:
    desk = grouped("vip", BEFORE)
    put(desk, "premium")
    assert [fact.group for fact in desk.state.groups.values()] == ["premium"]
    assert put(desk, "premium") == []


def test_a_customer_that_is_taken_out_follows_the_default_process_again() -> None:
    desk = grouped("vip", REMINDED)
    put(desk, None)
    desk.until(LATE)
    assert letters(desk) == [("02-09T09:00", "reminder"), ("02-19T09:00", "demand")]
    assert told(desk, "legal_step_taken")[0] == ("03-02T09:00", "legal_step_taken")


def test_a_case_whose_next_letter_is_overdue_in_its_new_group_gets_it_at_the_next_opening() -> None:
    desk = grouped("vip", "2026-03-03T12:00")
    put(desk, "premium")
    desk.until(LATE)
    assert letters(desk)[1] == ("03-04T09:00", "demand")


def test_a_case_after_its_demand_ends_for_a_customer_that_becomes_vip() -> None:
    desk = grouped(None, DEMANDED)
    put(desk, "vip")
    desk.until(LATE)
    assert ended(desk) == [("03-31T09:00", "monitoring_ended")]


def test_a_case_on_hold_follows_its_customer_and_goes_on_as_its_group_says() -> None:
    desk = grouped(None, REMINDED)
    hold(desk, "2026-02-27")
    put(desk, "vip")
    desk.until("2026-02-11T12:00")
    assert (desk.case().group, desk.case().state) == ("vip", "on_hold")
    desk.until(LATE)
    assert letters(desk) == [("02-09T09:00", "reminder")]
    assert ended(desk) == [("03-23T09:00", "monitoring_ended")]


def test_a_case_that_has_ended_keeps_its_group() -> None:
    desk = grouped("vip", BEFORE)
    desk.pay("1001")
    put(desk, "premium")
    desk.until(LATE)
    assert (desk.case().group, regroupings(desk)) == ("vip", [])


def test_a_case_in_legal_collection_shows_its_new_group_and_goes_on() -> None:
    desk = grouped(None, "2026-03-03T12:00")
    put(desk, "vip")
    desk.until("2026-07-31T12:00")
    assert (desk.case().group, desk.case().state) == ("vip", "enforcement")


def test_only_cases_of_that_business_id_follow() -> None:
    desk = grouped(None, BEFORE)
    put(desk, "vip", "1234567-1")
    desk.until(LATE)
    assert (regroupings(desk), desk.case().group) == ([], None)


def test_there_is_no_group_of_another_name_and_none_without_the_service() -> None:
    desk = Desk("kassavirta").activate()
    with pytest.raises(Refusal, match="it has: premium, vip, service_bypass"):
        put(desk, "gold")
    desk.do(c.CloseService(provider="kassavirta"))
    with pytest.raises(Refusal, match="the service is closed"):
        put(desk, "vip")


def test_perinta_has_no_groups() -> None:
    desk = Desk("perinta").activate()
    with pytest.raises(Refusal, match="perinta has no groups of customers"):
        desk.do(c.SetGroup(provider="perinta", business_id=CUSTOMER, group="vip"))
