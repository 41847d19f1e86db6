"""Kravia's rules in the engine: what is taken, how it begins, what the company chooses, and how it is paid."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.domain import facts as f
from simulator.domain.choosing import choices
from simulator.domain.commands import HoldInvoice, MakeComment, Refusal
from simulator.domain.deciding import available
from simulator.domain.money import Money
from tests.simulator.desk import Desk
from tests.simulator.engine.kravias_desk import at_kravia, facts, only
from tests.simulator.reckoning import every_cent_is_accounted_for
from tests.simulator.stage import ADDRESS


def letters(desk: Desk) -> list[tuple[str, str, str]]:
    """What was sent: the day, the letter, and its fee."""
    return [
        (
            happened.at.astimezone(desk.state.zone).date().isoformat(),
            happened.fact.letter,
            happened.fact.fee.text,
        )
        for happened in desk.state.timeline
        if isinstance(happened.fact, f.LetterSent)
    ]


def refused(desk: Desk, **words: Any) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        desk.register("1001", **words)
    return refusal.value


# --- what is taken --------------------------------------------------------------------------------------


def test_an_invoice_of_over_six_years_is_refused_and_one_of_six_is_taken() -> None:
    desk = at_kravia()
    too_old = refused(desk, date=date(2020, 2, 3), due_date=date(2020, 2, 17))
    assert (too_old.kind, too_old.rules) == ("forbidden", ("KRAV-TRF-10",))
    desk.register("1001", date=date(2020, 2, 4), due_date=date(2020, 2, 18))
    assert desk.case().state == "not_started"


def test_an_invoice_of_over_three_years_waits_until_somebody_starts_it_and_one_of_three_does_not() -> None:
    desk = at_kravia()
    desk.register("1001", date=date(2023, 2, 3), due_date=date(2023, 2, 17))
    desk.register("1002", date=date(2023, 2, 4), due_date=date(2023, 2, 18))
    assert (desk.case().state, desk.case("1002").state) == ("not_started", "opened")
    assert "KRAV-TRF-9" in desk.case().opened.rules
    (asked,) = facts(desk, f.MeasureAsked)
    assert (asked.number, asked.what, asked.email) == ("1001", "start", "talous@example.fi")
    desk.until("2026-02-06T10:00")
    assert letters(desk) == [("2026-02-05", "reminder", "12.00")]
    desk.decide("1001", "start")
    desk.until("2026-02-10T10:00")
    assert [letter.number for letter in facts(desk, f.LetterSent)] == ["1002", "1001"]


@pytest.mark.parametrize(("capital", "state"), [("0.99", "not_started"), ("1.00", "opened")])
def test_a_case_below_a_euro_does_not_start_by_itself(capital: str, state: str) -> None:
    desk = at_kravia()
    desk.register("1001", capital)
    assert desk.case().state == state


@pytest.mark.parametrize(
    "address", [{}, {**ADDRESS, "street": " "}, {"postal_code": "33100", "city": "Tampere"}]
)
def test_an_invoice_without_an_address_is_refused(address: dict[str, str]) -> None:
    desk = at_kravia()
    refusal = refused(desk, payer={"address": address})
    assert (refusal.kind, refusal.rules) == ("forbidden", ("KRAV-TRF-6",))
    assert not desk.state.cases


@pytest.mark.parametrize(
    ("kind", "costs", "principal"),
    [
        ("b2b", "8.00", "1248.00"),
        ("b2b", "16.00", "1252.00"),
        ("b2c", "5.00", "1245.00"),
        ("b2c", "5.01", "1245.00"),
    ],
)
def test_costs_of_own_reminders_are_cut_to_what_may_be_asked_for(
    kind: str, costs: str, principal: str
) -> None:
    desk = at_kravia("2026-02-12T09:00")
    desk.register("1001", kind=kind, reminders=2, costs=desk.money(costs))
    assert desk.case().open_principal == desk.money(principal)


def test_costs_above_the_limit_can_be_refused_instead() -> None:
    desk = at_kravia(costs_above_limit="refused")
    refusal = refused(desk, reminders=2, costs=desk.money("12.01"))
    assert (refusal.kind, refusal.rules) == ("forbidden", ("KRAV-TRF-5",))
    desk.register("1001", reminders=2, costs=desk.money("12.00"))


@pytest.mark.parametrize(
    "words",
    [{"reminders": -1}, {"costs": Money(-1, "EUR")}, {"costs": Money(500, "SEK")}],
)
def test_reminders_and_costs_that_cannot_be_are_refused(words: dict[str, Any]) -> None:
    assert refused(at_kravia(), **words).kind == "invalid"


def test_a_number_that_kravia_has_is_a_conflict() -> None:
    desk = at_kravia()
    desk.register("1001")
    refusal = refused(desk)
    assert (refusal.kind, refusal.rules) == ("conflict", ("KRAV-DUP-1",))
    assert len(desk.state.cases) == 1


def test_what_the_invoice_is_called_elsewhere_and_whether_it_was_an_e_invoice_go_along() -> None:
    desk = at_kravia()
    desk.register("1001", einvoice=True, external_number="PO-77")
    (request,) = facts(desk, f.TransferRequested)
    assert (request.einvoice, request.external_number) == (True, "PO-77")
    assert "KRAV-TRF-14" in request.rules


def test_a_due_date_that_was_put_off_before_the_transfer_is_the_one_that_counts() -> None:
    desk = at_kravia("2026-02-12T09:00")
    desk.hold("1001")
    with pytest.raises(Refusal, match="is due on 2026-02-06"):
        desk.register("1001", due_date=date(2026, 2, 6))
    request = desk.register("1001", due_date=date(2026, 2, 5))[0]
    assert "KRAV-TRF-8" in request.rules
    assert desk.case().due_date == date(2026, 2, 5)


# --- how a case begins ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "wanted", "counts", "state"),
    [
        (0, 1, False, "opened"),
        (1, 1, False, "reminded_twice"),
        (1, 2, False, "reminded_twice"),
        (1, 2, True, "reminded"),
        (2, 2, True, "reminded_twice"),
        (3, 1, True, "reminded_twice"),
        (0, 2, True, "opened"),
    ],
)
def test_own_reminders_say_how_a_case_begins(sent: int, wanted: int, counts: bool, state: str) -> None:
    desk = at_kravia()
    desk.choose(reminders=wanted, start_from_collection=counts)
    desk.register("1001", reminders=sent)
    assert desk.case().state == state
    desk.until("2026-02-05T10:00")
    assert [letter for _, letter, _ in letters(desk)] == [
        "demand" if state == "reminded_twice" else "reminder"
    ]


def test_a_case_from_before_the_signature_waits_for_it_and_for_its_own_approval() -> None:
    desk = Desk("kravia")
    desk.order()
    desk.until("2026-02-04T09:00")
    desk.register("1001")
    with pytest.raises(Refusal, match="is not signed"):
        desk.decide("1001", "start")
    desk.sandbox.onboarding("kravia", "sign")
    desk.until("2026-03-04T09:00")
    assert (desk.case().state, letters(desk)) == ("unapproved", [])
    started = only(desk.decide("1001", "start"))
    assert started.rules == ("KRAV-ACT-5", "KRAV-TRF-4")
    desk.until("2026-03-05T10:00")
    assert letters(desk) == [("2026-03-05", "reminder", "12.00")]


def test_cases_that_wait_go_along_with_another_one_of_the_same_debtor() -> None:
    desk = at_kravia()
    desk.register("1001", "100.00")
    desk.register("1002", "0.50")
    desk.register("1003", "0.60", payer={"name": "Somebody Else"})
    with pytest.raises(Refusal, match="not of the same debtor"):
        desk.decide("1001", "combine", None, "1003")
    with pytest.raises(Refusal, match="leads nowhere"):
        desk.decide("1002", "combine", None, "1001")
    with pytest.raises(Refusal, match="name them"):
        desk.decide("1001", "combine")
    combined = only(desk.decide("1001", "combine", None, "1002"))
    assert (combined.case, combined.into) == (desk.case("1002").id, desk.case("1001").id)
    desk.until("2026-02-09T10:00")
    assert [letter.number for letter in facts(desk, f.LetterSent)] == ["1001"]
    # 100.00, the reminder's 12.00, 10.5 % of 100.00 for the 12 days from 29 January to 9 February = 0.345; and 0.50
    # with 10.5 % for 12 days = 0.0017, which is nothing.
    paid = desk.pay("1001")
    assert [fact.amount.text for fact in paid if isinstance(fact, f.PaymentReceived)] == ["112.35", "0.50"]
    assert [desk.case(number).reason for number in ("1001", "1002")] == ["paid", "paid"]
    every_cent_is_accounted_for(desk.state)


def test_a_case_that_went_along_can_be_started_by_itself() -> None:
    desk = at_kravia()
    desk.register("1001", "100.00")
    desk.register("1002", "0.50")
    desk.decide("1001", "combine", None, "1002")
    desk.decide("1002", "start")
    assert desk.case("1001").combined == ()
    paid = desk.pay("1001")
    assert [fact.number for fact in paid if isinstance(fact, f.PaymentReceived)] == ["1001"]


# --- what the company chooses ---------------------------------------------------------------------------


def test_the_settings_are_the_assumed_ones_until_the_company_changes_them() -> None:
    desk = at_kravia()
    assert choices(desk.state, "kravia") == {
        "reminders": 1,
        "start_from_collection": False,
        "approve_before_demand": False,
        "approve_before_legal": True,
        "include_info": False,
        "include_external_number": True,
        "einvoice_reminders": True,
        "batch_payments": False,
        "batch_account": "1719",
    }
    changed = only(desk.choose(reminders=2, approve_before_legal=True, batch_account="1720"))
    assert changed.changes == {"reminders": 2, "batch_account": "1720"}
    assert (desk.choose(reminders=2), choices(desk.state, "kravia")["reminders"]) == ([], 2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reminders": 3}, "reminders cannot be 3; it is one of: 1, 2"),
        ({"reminders": True}, "reminders cannot be True"),
        ({"approve_before_demand": 1}, "approve_before_demand cannot be 1"),
        ({"batch_account": "17x9"}, "1 to 10 digits"),
        ({"batch_account": 1719}, "as text"),
        ({"reminder": 2}, "there is no setting 'reminder'"),
        ({"einvoice_reminders": False}, "by the customer service of Kravia only"),
        ({"reminders": 2, "batch_payments": "yes"}, "batch_payments cannot be 'yes'"),
    ],
)
def test_settings_that_cannot_be_are_refused_all_together(changes: dict[str, Any], said: str) -> None:
    desk = at_kravia()
    with pytest.raises(Refusal, match=said):
        desk.choose(**changes)
    assert choices(desk.state, "kravia")["reminders"] == 1


def test_nobody_has_settings_without_a_service_or_at_an_agency_without_any() -> None:
    with pytest.raises(Refusal, match="its service is inactive"):
        Desk("kravia").choose(reminders=2)
    with pytest.raises(Refusal, match="ropo has no settings"):
        Desk("ropo").activate().choose(reminders=2)


def test_a_setting_counts_when_it_comes_to_its_step() -> None:
    desk = at_kravia()
    desk.register("1001")
    desk.until("2026-02-06T10:00")
    desk.choose(reminders=2)
    # The reminder of 5 February, ten days on the second one (15 February is a Sunday), and so on.
    desk.until("2026-03-01T10:00")
    assert letters(desk) == [
        ("2026-02-05", "reminder", "12.00"),
        ("2026-02-16", "reminder", "12.00"),
        ("2026-02-26", "demand", "70.00"),
    ]


def test_a_demand_waits_for_its_approval_and_the_contact_is_told() -> None:
    desk = at_kravia()
    desk.choose(approve_before_demand=True)
    desk.register("1001")
    desk.until("2026-02-20T10:00")
    (copy, asked) = facts(desk, f.MeasureAsked)
    assert (copy.what, asked.what, asked.email) == ("invoice_copy", "approve_demand", "talous@example.fi")
    assert asked.rules == ("KRAV-COL-6", "KRAV-SET-3")
    assert (desk.case().state, len(letters(desk))) == ("awaiting_demand_approval", 1)
    assert "approve_demand" in available(desk.state, desk.case())
    desk.choose(approve_before_demand=False)
    desk.until("2026-03-20T10:00")
    assert len(letters(desk)) == 1
    desk.decide("1001", "approve_demand")
    assert letters(desk)[1:] == [("2026-03-20", "demand", "70.00")]


def test_legal_collection_waits_for_its_approval_unless_the_company_wants_it_at_once() -> None:
    waits, goes = at_kravia(), at_kravia()
    goes.choose(approve_before_legal=False)
    for desk in (waits, goes):
        desk.register("1001")
        desk.until("2026-03-02T10:00")
    assert (waits.case().state, goes.case().state) == ("awaiting_approval", "legal_collection")
    assert [asked.what for asked in facts(waits, f.MeasureAsked)] == ["invoice_copy", "approve_legal"]
    assert [asked.what for asked in facts(goes, f.MeasureAsked)] == ["invoice_copy"]
    waits.decide("1001", "approve_legal")
    assert waits.case().state == "legal_collection"


def test_no_comment_is_taken_on_a_case() -> None:
    desk = at_kravia()
    desk.register("1001")
    comment = MakeComment(case=desk.case().id, text="The debtor has moved.")
    with pytest.raises(Refusal, match="kravia takes no comments on its cases"):
        desk.do(comment)


@pytest.mark.parametrize(
    ("currency", "meant", "paid"),
    [
        ("JPY", "55.55", Money(56, "JPY")),
        ("JPY", "0.01", Money(1, "JPY")),
        ("KWD", "55.55", Money(55_550, "KWD")),
        ("KWD", "99999999999.99", Money(10_000_000_000_000, "KWD")),
        ("SEK", 0.001, Money(1, "SEK")),
        ("SEK", 55.555, Money(5_556, "SEK")),
    ],
)
def test_a_debtor_pays_the_nearest_that_there_is_in_the_currency_of_its_invoice(
    currency: str, meant: Any, paid: Money
) -> None:
    desk = at_kravia()
    desk.debtor("acme", {"pays": {"after": "reminder", "days": 1, "amount": meant}})
    held = {"date": "2026-01-14", "due_date": "2026-01-28", "total": "84000", "currency": currency}
    desk.do(HoldInvoice(number="1001", debtor="acme", invoice={"number": "1001", **held}, sent=True))
    desk.register("1001", principal=Money.parse("84000", currency))
    desk.until("2026-02-12T10:00")
    assert [payment.amount for payment in facts(desk, f.PaymentReceived)] == [paid]
