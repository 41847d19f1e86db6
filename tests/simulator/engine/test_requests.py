"""What a company asks of Visma Amili about a case, and what comes of it.

An invoice of 1240.00 to a company is due on Wednesday 28 January 2026. Ten days later is a Saturday: the reminder
(12.00) leaves on Monday 9 February 09:00, and ten days after it, on Thursday the 19th, the payment demand (70.00).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from tests.simulator.desk import Desk

SENT = "2026-01-14T12:00"
BEFORE, REMINDED, DEMANDED = "2026-02-06T12:00", "2026-02-10T12:00", "2026-02-20T12:00"
LATE = "2026-06-30T12:00"


def kassavirta(until: str = BEFORE, **settings: Any) -> Desk:
    """A case of Kassavirta's, as it stands at a time."""
    desk = Desk("kassavirta", settings={f"amili.{name}": value for name, value in settings.items()})
    desk.activate().debtor("acme")
    desk.send("1001")
    desk.until(until)
    return desk


def ask(desk: Desk, due: str, text: str | None = None) -> list[str]:
    asked = c.AskDueDate(case=desk.case().id, due_date=date.fromisoformat(due), text=text)
    return [fact.kind for fact in desk.do(asked)]


def hold(desk: Desk, until: str, *, changed: bool = False) -> list[f.Fact]:
    day = date.fromisoformat(until)
    return desk.do(c.HoldCase(case=desk.case().id, until=day, changed=changed))


def release(desk: Desk) -> list[f.Fact]:
    return desk.do(c.ReleaseCase(case=desk.case().id))


def cancel(desk: Desk) -> list[f.Fact]:
    return desk.do(c.CancelCase(case=desk.case().id, text="The customer is a friend."))


def told(desk: Desk, *kinds: str) -> list[tuple[str, str]]:
    """The facts of these kinds: the local day and hour, and the letter or the reason of an end, or the kind."""
    found = []
    for each in desk.sandbox.facts():
        if each["kind"] in kinds:
            found.append((each["at"][5:16], each.get("letter") or each.get("reason") or each["kind"]))
    return found


def letters(desk: Desk) -> list[tuple[str, str]]:
    return told(desk, "letter_sent")


def refused(desk: Desk, command: c.Command) -> Refusal:
    with pytest.raises(Refusal) as caught:
        desk.do(command)
    return caught.value


# --- a later due date ---------------------------------------------------------------------------------------


def test_a_later_due_date_is_granted_before_the_reminder_which_then_counts_from_it() -> None:
    desk = kassavirta()
    assert ask(desk, "2026-02-18", "They asked for two weeks.") == ["due_date_asked", "due_date_moved"]
    desk.until(LATE)
    # Ten days after Wednesday 18 February is Saturday the 28th.
    assert letters(desk)[0] == ("03-02T09:00", "reminder")
    assert desk.case().due_date == date(2026, 2, 18)


def test_interest_counts_from_the_day_after_the_later_due_date() -> None:
    desk = kassavirta()
    ask(desk, "2026-02-18")
    desk.until("2026-03-02T12:00")
    paid = next(fact for fact in desk.pay("1001") if isinstance(fact, f.PaymentReceived))
    # 1240.00 x 10.5 % x 12 days (19 February to 2 March) / 365 = 4.28.
    assert str(paid.interest) == "4.28 EUR"


@pytest.mark.parametrize("practice", ["granted", "refused", "asked"])
def test_once_the_reminder_went_out_a_later_due_date_is_refused(practice: str) -> None:
    desk = kassavirta(REMINDED, due_date_requests=practice)
    assert ask(desk, "2026-03-18") == ["due_date_asked", "request_refused"]
    desk.until(DEMANDED)
    assert letters(desk)[1] == ("02-19T09:00", "demand")


def test_an_agency_that_refuses_says_so_at_once_and_reminds_on_its_day() -> None:
    desk = kassavirta(due_date_requests="refused")
    assert ask(desk, "2026-02-18") == ["due_date_asked", "request_refused"]
    desk.until(REMINDED)
    assert letters(desk) == [("02-09T09:00", "reminder")]


def test_a_request_that_is_left_to_a_person_moves_nothing_until_it_is_granted() -> None:
    desk = kassavirta(due_date_requests="asked")
    assert ask(desk, "2026-02-18") == ["due_date_asked"]
    assert desk.case().due_date == date(2026, 1, 28)
    assert [fact.kind for fact in desk.decide("1001", "accept_due_date")] == ["due_date_moved"]
    assert desk.case().due_date == date(2026, 2, 18)


def test_a_person_can_grant_another_day_than_was_asked_for_but_no_earlier_one_than_there_was() -> None:
    desk = kassavirta("2026-01-20T12:00", due_date_requests="asked")
    ask(desk, "2026-02-18")
    assert refused(desk, _decision(desk, "accept_due_date", date(2026, 1, 27))).kind == "invalid"
    desk.decide("1001", "accept_due_date", date(2026, 2, 10))
    assert desk.case().due_date == date(2026, 2, 10)


def test_a_due_date_after_which_nothing_can_be_counted_is_neither_asked_for_nor_granted() -> None:
    desk = kassavirta(due_date_requests="asked")
    latest = date(2099, 12, 31)
    for day in (date.max, date(2100, 1, 1)):
        no = refused(desk, c.AskDueDate(case=desk.case().id, due_date=day))
        assert (no.kind, "2099-12-31 is the latest that is allowed" in no.sentence) == ("invalid", True)
    assert ask(desk, str(latest)) == ["due_date_asked"]
    assert refused(desk, _decision(desk, "accept_due_date", date.max)).kind == "invalid"
    desk.decide("1001", "accept_due_date")
    assert desk.case().due_date == latest


def test_a_person_refuses_a_request_and_nobody_waits_for_an_answer_any_more() -> None:
    desk = kassavirta(due_date_requests="asked")
    ask(desk, "2026-02-18")
    (answer,) = desk.decide("1001", "refuse_due_date")
    assert (answer.kind, answer.rules) == ("request_refused", ("KASSA-EVT-4",))
    assert refused(desk, _decision(desk, "refuse_due_date")).kind == "conflict"


def test_a_request_that_was_left_until_the_reminder_went_out_can_only_be_refused() -> None:
    desk = kassavirta(due_date_requests="asked")
    ask(desk, "2026-02-18")
    desk.until(REMINDED)
    no = refused(desk, _decision(desk, "accept_due_date"))
    assert no.kind == "conflict"
    assert "refuse_due_date" in no.sentence
    assert [fact.kind for fact in desk.decide("1001", "refuse_due_date")] == ["request_refused"]


def test_a_case_on_hold_before_the_reminder_can_get_a_later_due_date_for_when_it_goes_on() -> None:
    desk = kassavirta()
    hold(desk, "2026-02-10")
    assert ask(desk, "2026-02-18") == ["due_date_asked", "due_date_moved"]
    assert desk.case().state == "on_hold"
    desk.until(LATE)
    assert told(desk, "collection_resumed") == [("02-11T09:00", "collection_resumed")]
    assert letters(desk)[0] == ("03-02T09:00", "reminder")


def test_a_case_on_hold_after_the_reminder_gets_none() -> None:
    desk = kassavirta(REMINDED)
    hold(desk, "2026-03-10")
    assert ask(desk, "2026-03-18") == ["due_date_asked", "request_refused"]


@pytest.mark.parametrize(
    ("due", "why"), [("2026-02-05", "today is 2026-02-06"), ("2026-01-28", "today is 2026-02-06")]
)
def test_a_day_that_is_past_is_no_request(due: str, why: str) -> None:
    desk = kassavirta()
    no = refused(desk, c.AskDueDate(case=desk.case().id, due_date=date.fromisoformat(due)))
    assert no.kind == "invalid"
    assert why in no.sentence


def test_a_day_that_is_no_later_than_the_due_date_is_no_request() -> None:
    desk = kassavirta("2026-01-20T12:00")
    no = refused(desk, c.AskDueDate(case=desk.case().id, due_date=date(2026, 1, 28)))
    assert (no.kind, "is due on 2026-01-28" in no.sentence) == ("invalid", True)


def test_a_debtor_that_is_given_time_leaves_the_companys_question_open() -> None:
    desk = kassavirta(due_date_requests="asked")
    ask(desk, "2026-03-18")
    desk.debtor("acme", {"disputes": {"after": "due", "days": 9}})
    desk.hold("1001")
    desk.until("2026-02-08T12:00")
    assert desk.case().asked == "due_date"
    assert [fact.kind for fact in desk.decide("1001", "accept_due_date")] == ["due_date_moved"]


# --- holds --------------------------------------------------------------------------------------------------


def test_a_hold_is_over_a_banking_day_after_its_last_day_and_what_fell_due_is_done_then() -> None:
    desk = kassavirta()
    (paused,) = hold(desk, "2026-02-13")
    assert isinstance(paused, f.CollectionPaused)
    assert (paused.by, paused.changed, paused.state) == ("company", False, "on_hold")
    assert "KASSA-EVT-5" in paused.rules
    desk.until(LATE)
    # The day after Friday 13 February is a Saturday: it goes on on Monday, and the reminder leaves with it.
    assert told(desk, "collection_resumed") == [("02-16T09:00", "collection_resumed")]
    assert letters(desk)[0] == ("02-16T09:00", "reminder")


def test_a_hold_is_changed_to_another_day() -> None:
    desk = kassavirta()
    hold(desk, "2026-02-13")
    (changed,) = hold(desk, "2026-02-20", changed=True)
    assert isinstance(changed, f.CollectionPaused)
    assert changed.changed
    desk.until(LATE)
    assert told(desk, "collection_resumed") == [("02-23T09:00", "collection_resumed")]


def test_a_hold_is_lifted_and_collection_goes_on_from_where_it_was() -> None:
    desk = kassavirta(REMINDED)
    hold(desk, "2026-04-30")
    desk.until("2026-03-03T12:00")
    (resumed,) = release(desk)
    assert isinstance(resumed, f.CollectionResumed)
    assert (resumed.by, resumed.why, resumed.state) == ("company", "resumed", "reminded")
    desk.until("2026-03-04T12:00")
    assert letters(desk)[1] == ("03-04T09:00", "demand")


def test_a_hold_cannot_be_added_twice_nor_changed_nor_lifted_where_there_is_none() -> None:
    desk = kassavirta()
    case = desk.case().id
    until = date(2026, 2, 20)
    assert refused(desk, c.HoldCase(case=case, until=until, changed=True)).kind == "forbidden"
    assert refused(desk, c.ReleaseCase(case=case)).kind == "forbidden"
    hold(desk, "2026-02-13")
    assert refused(desk, c.HoldCase(case=case, until=until)).kind == "forbidden"


def test_the_agencys_own_hold_is_not_the_companys_to_change_or_lift() -> None:
    desk = kassavirta()
    desk.decide("1001", "suspend", date(2026, 2, 20))
    case = desk.case().id
    for command in (
        c.HoldCase(case=case, until=date(2026, 3, 1)),
        c.HoldCase(case=case, until=date(2026, 3, 1), changed=True),
        c.ReleaseCase(case=case),
    ):
        assert refused(desk, command).kind == "forbidden"


def test_a_hold_may_end_today_and_not_yesterday() -> None:
    desk = kassavirta()
    assert refused(desk, c.HoldCase(case=desk.case().id, until=date(2026, 2, 5))).kind == "invalid"
    hold(desk, "2026-02-06")
    desk.until("2026-02-10T12:00")
    assert letters(desk) == [("02-09T09:00", "reminder")]


def test_a_payment_during_a_hold_ends_the_case() -> None:
    desk = kassavirta()
    hold(desk, "2026-02-20")
    desk.pay("1001")
    assert desk.case().reason == "paid"


# --- the end, and bad debts ---------------------------------------------------------------------------------


def invoiced(desk: Desk) -> list[tuple[str, str, str]]:
    """What Visma Amili invoices to the company: of which case's what, net and in all."""
    rows = []
    for each in desk.state.timeline:
        if isinstance(each.fact, f.FeesInvoiced):
            rows += [(row.what, str(row.net), str(row.net + row.vat)) for row in each.fact.rows]
    return rows


def test_a_case_that_is_cancelled_before_the_reminder_costs_nothing() -> None:
    desk = kassavirta()
    asked, closed = cancel(desk)
    assert isinstance(asked, f.EndAsked)
    assert asked.text == "The customer is a friend."
    assert isinstance(closed, f.CaseClosed)
    assert (closed.reason, closed.fees_billed, str(closed.principal)) == ("cancelled", False, "1240.00 EUR")
    desk.until(LATE)
    assert (letters(desk), invoiced(desk)) == ([], [])


def test_a_case_that_is_cancelled_after_the_reminder_costs_the_fees_that_were_charged() -> None:
    desk = kassavirta(DEMANDED)
    cancel(desk)
    desk.until(LATE)
    # 12.00 and 70.00, and 25.5 % of tax: 102.91.
    assert invoiced(desk) == [("cancelled_fees", "82.00 EUR", "102.91 EUR")]


def test_after_its_end_a_case_takes_no_wish() -> None:
    desk = kassavirta()
    cancel(desk)
    case = desk.case().id
    day = date(2026, 3, 1)
    for command in (
        c.CancelCase(case=case),
        c.AskDueDate(case=case, due_date=day),
        c.HoldCase(case=case, until=day),
        c.RecordBadDebt(case=case),
    ):
        assert refused(desk, command).kind == "forbidden"


def test_a_bad_debt_is_collected_on() -> None:
    desk = kassavirta()
    (noted,) = desk.do(c.RecordBadDebt(case=desk.case().id, text="Written off in our books."))
    assert noted.rules == ("KASSA-EVT-7",)
    desk.until(DEMANDED)
    assert letters(desk) == [("02-09T09:00", "reminder"), ("02-19T09:00", "demand")]
    assert desk.case().closed_at is None


# --- who takes wishes ---------------------------------------------------------------------------------------


def wishes(case: str) -> list[c.Command]:
    day = date(2026, 3, 1)
    return [
        c.AskDueDate(case=case, due_date=day),
        c.HoldCase(case=case, until=day),
        c.RecordBadDebt(case=case),
        c.CancelCase(case=case),
    ]


def test_perinta_takes_the_same_wishes() -> None:
    desk = Desk("perinta").activate()
    desk.debtor("acme")
    desk.send("1001")
    desk.until("2026-02-02T09:00")
    desk.transfer("1001")
    desk.until("2026-02-03T12:00")
    kinds = [[fact.kind for fact in desk.do(wish)] for wish in wishes(desk.case().id)]
    assert kinds == [
        ["due_date_asked", "due_date_moved"],
        ["collection_paused"],
        ["bad_debt_recorded"],
        ["end_asked", "case_closed"],
    ]


def test_ropo_takes_none_of_them() -> None:
    desk = Desk().activate()
    desk.debtor("acme")
    desk.hold("1001")
    desk.until("2026-02-04T09:00")
    desk.transfer("1001")
    desk.until("2026-02-04T12:00")
    assert {refused(desk, wish).kind for wish in wishes(desk.case().id)} == {"forbidden"}


@pytest.mark.parametrize("practice", ["allowed", "refused"])
def test_after_closing_wishes_are_taken_or_agreed_on_with_the_agency_directly(practice: str) -> None:
    desk = kassavirta(requests_after_closing=practice)
    desk.do(c.CloseService(provider="kassavirta"))
    for wish in wishes(desk.case().id):
        if practice == "allowed":
            assert desk.do(wish)
        else:
            no = refused(desk, wish)
            assert (no.kind, no.rules) == ("forbidden", ("KASSA-CLS-2",))
    # What happened is reported all the same.
    if practice == "refused":
        assert desk.report("1001", desk.money("1240.00"))


def _decision(desk: Desk, decision: str, until: date | None = None) -> c.Command:
    return c.Decide(case=desk.case().id, decision=decision, until=until, text=None)
