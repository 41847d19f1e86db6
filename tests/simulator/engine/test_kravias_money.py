"""What Kravia asks for and pays out, worked out by hand; and who may use its portal and its company's books."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from conformance.statement import entries
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.money import Money
from tests.simulator.desk import Desk
from tests.simulator.engine.kravias_desk import at_kravia, facts, only
from tests.simulator.reckoning import every_cent_is_accounted_for

ACCOUNTS = [{"currency": "EUR"}, {"currency": "SEK", "iban": "FI2112345600000785"}]


def statement(desk: Desk, day: str, account: int = 0) -> list[tuple[str, list[str | None]]]:
    """The entries of an account on a day: amount, and the references of its rows."""
    found = entries(desk.sandbox.statements(date.fromisoformat(day))[account].content)
    return [(str(entry.amount), [row.reference for row in entry.rows]) for entry in found]


def received(paid: list[f.Fact]) -> tuple[str, ...]:
    """A payment: all of it, and its principal, fees, interest, and what went back."""
    (fact,) = (each for each in paid if isinstance(each, f.PaymentReceived))
    return tuple(each.text for each in (fact.amount, fact.principal, fact.fees, fact.interest, fact.returned))


# --- amounts --------------------------------------------------------------------------------------------


def test_a_companys_invoice_through_to_legal_collection() -> None:
    desk = at_kravia()
    desk.register("1001")
    desk.until("2026-03-02T10:00")
    desk.decide("1001", "approve_legal")
    # 1240.00; the reminder's 12.00 and the demand's 70.00 (500 to 2500 euros); and 10.5 % of 1240.00 for the 33 days
    # from 29 January to 2 March: 1240.00 x 0.105 x 33 / 365 = 11.771.
    assert received(desk.pay("1001")) == ("1333.77", "1240.00", "82.00", "11.77", "0.00")
    (step,) = facts(desk, f.LegalStepTaken)
    assert step.step == "summons"
    assert desk.state.ledger.balances["income:interest", "EUR"] == -1177
    every_cent_is_accounted_for(desk.state)


def test_own_costs_are_claimed_and_settled_without_interest_and_without_a_higher_fee() -> None:
    desk = at_kravia("2026-02-12T09:00")
    desk.register("1001", "100.00", kind="b2c", reminders=1, costs=desk.money("5.00"))
    desk.until("2026-02-20T10:00")
    # 100.00 and the 5.00; the demand's 14.00, as for 100.00 (above that it is 24.00); and 9.5 % of 100.00 for 23 days,
    # 29 January to 20 February: 100.00 x 0.095 x 23 / 365 = 0.5986.
    assert received(desk.pay("1001")) == ("119.60", "105.00", "14.00", "0.60", "0.00")
    desk.until("2026-02-21T09:00")
    assert statement(desk, "2026-02-20") == [("105.00", [None])]
    every_cent_is_accounted_for(desk.state)


def test_a_part_is_taken_off_the_invoice_before_the_own_costs() -> None:
    desk = at_kravia("2026-02-12T09:00")
    desk.register("1001", "100.00", kind="b2c", reminders=1, costs=desk.money("5.00"))
    desk.report("1001", desk.money("60.00"))
    case = desk.case()
    assert (case.open_principal.text, case.open_capital.text) == ("45.00", "40.00")
    desk.report("1001", desk.money("42.00"))
    assert (case.open_principal.text, case.open_capital.text) == ("3.00", "0.00")
    every_cent_is_accounted_for(desk.state)


def test_a_claim_in_kronor_has_the_fees_of_the_law_in_kronor() -> None:
    desk = at_kravia(company={"bank_accounts": ACCOUNTS})
    desk.register("1001", principal=Money(1_240_000, "SEK"))
    desk.until("2026-03-02T10:00")
    # 12 400.00 is 1127.27 euros at 11.00: 12.00 and 70.00 euros are 132.00 and 770.00; and 10.5 % for the 33 days until
    # 2 March: 12 400.00 x 0.105 x 33 / 365 = 117.715.
    paid = desk.pay("1001")
    assert received(paid) == ("13419.72", "12400.00", "902.00", "117.72", "0.00")
    desk.until("2026-03-03T09:00")
    assert statement(desk, "2026-03-02", 1) == [("12400.00", [None])]


def test_a_currency_without_decimals_is_collected_too() -> None:
    desk = at_kravia(exchange_rates={"JPY": "160"})
    desk.register("1001", principal=Money(198_400, "JPY"))
    desk.until("2026-02-16T10:00")
    assert [letter.fee for letter in facts(desk, f.LetterSent)] == [Money(1920, "JPY"), Money(11_200, "JPY")]


# --- batches --------------------------------------------------------------------------------------------


def two_paid_in_a_batch() -> Desk:
    """Two invoices paid on 9 February, the third after that day's journal."""
    desk = at_kravia()
    desk.do(c.ChangeSettings(provider="kravia", changes={"batch_payments": True}))
    desk.register("1001", ledger_account="1700")
    desk.register("1002", "60.00")
    desk.register("1003", "70.00")
    for moment, number in (("T10:00", "1001"), ("T19:59", "1002"), ("T20:00", "1003")):
        desk.until(f"2026-02-09{moment}")
        desk.pay(number)
    return desk


def test_a_days_payments_are_told_by_a_journal_and_paid_in_one_sum_later() -> None:
    desk = two_paid_in_a_batch()
    desk.until("2026-02-12T09:00")
    first, second = facts(desk, f.BatchSettled)
    assert (first.day, first.total.text, first.account) == (date(2026, 2, 9), "1300.00", "1719")
    rows = [(row.number, row.amount.text, row.paid, row.account) for row in first.rows]
    assert rows == [("1001", "1240.00", date(2026, 2, 9), "1700"), ("1002", "60.00", date(2026, 2, 9), None)]
    assert (second.day, [row.number for row in second.rows]) == (date(2026, 2, 10), ["1003"])
    paid = [(fact.booked, fact.total.text, fact.batch) for fact in facts(desk, f.PrincipalSettled)]
    assert paid == [
        (date(2026, 2, 10), "1300.00", first.settlement),
        (date(2026, 2, 11), "70.00", second.settlement),
    ]
    assert statement(desk, "2026-02-10") == [("1300.00", [None])]
    (entry,) = entries(desk.sandbox.statements(date(2026, 2, 10))[0].content)
    assert [row.payer for row in entry.rows] == ["Kravia Finland Oy"]
    every_cent_is_accounted_for(desk.state)


def test_a_journal_stands_on_the_account_that_the_company_chose() -> None:
    desk = two_paid_in_a_batch()
    desk.do(c.ChangeSettings(provider="kravia", changes={"batch_account": "1720"}))
    desk.until("2026-02-11T09:00")
    assert [batch.account for batch in facts(desk, f.BatchSettled)] == ["1719", "1720"]


def test_without_its_user_in_the_companys_books_kravia_writes_no_journals() -> None:
    desk = at_kravia()
    desk.do(c.ChangeSettings(provider="kravia", changes={"batch_payments": True}))
    desk.register("1001")
    desk.sandbox.decide_service("kravia", "remove_api_user")
    desk.until("2026-02-09T10:00")
    desk.pay("1001")
    desk.until("2026-02-11T09:00")
    assert facts(desk, f.BatchSettled) == []
    assert [(paid.total.text, paid.batch) for paid in facts(desk, f.PrincipalSettled)] == [("1240.00", None)]


def test_a_settlement_is_booked_once() -> None:
    desk = two_paid_in_a_batch()
    desk.until("2026-02-12T09:00")
    batch, paid = facts(desk, f.BatchSettled)[0], facts(desk, f.PrincipalSettled)[0]
    booked = only(desk.do(c.MarkBookkept(settlement=batch.settlement, accounting_id="J-1")))
    assert desk.state.bookkept[batch.settlement] == booked
    assert desk.do(c.MarkBookkept(settlement=batch.settlement, accounting_id="J-1")) == []
    with pytest.raises(Refusal, match="booked already, as J-1"):
        desk.do(c.MarkBookkept(settlement=batch.settlement, accounting_id="J-2"))
    with pytest.raises(Refusal, match="no settlement"):
        desk.do(c.MarkBookkept(settlement=paid.settlement, accounting_id="J-3"))


def test_a_reference_payment_is_a_settlement_that_can_be_booked() -> None:
    desk = at_kravia()
    desk.register("1001")
    desk.pay("1001")
    desk.until("2026-02-06T09:00")
    (paid,) = facts(desk, f.PrincipalSettled)
    booked = only(desk.do(c.MarkBookkept(settlement=paid.settlement, accounting_id="T-1")))
    assert (booked.provider, booked.accounting_id) == ("kravia", "T-1")


# --- the agreement --------------------------------------------------------------------------------------


def test_nothing_can_be_transferred_until_the_technical_part_is_done() -> None:
    desk = Desk("kravia", start="2026-02-04T09:00")
    desk.order()
    with pytest.raises(Refusal, match="is being prepared") as refusal:
        desk.register("1001")
    assert refusal.value.rules == ("KRAV-ACT-6",)
    desk.until("2026-02-04T09:02")
    desk.register("1001")
    assert desk.case().state == "unapproved"


def invite(desk: Desk, email: str, **words: Any) -> list[f.Fact]:
    return desk.do(c.InvitePerson(provider="kravia", name="Tili Toimisto", email=email, **words))


def test_an_accountant_is_invited_once_and_the_contact_person_needs_no_invitation() -> None:
    desk = at_kravia()
    accountant = {"accountant": True, "business_id": "2345678-1", "country": "FI"}
    invited = only(invite(desk, "tili@example.fi", **accountant))
    assert (invited.email, invited.rules) == ("tili@example.fi", ("KRAV-ACT-3",))
    assert invite(desk, "tili@example.fi", **accountant) == []
    assert invite(desk, "talous@example.fi", **accountant) == []
    with pytest.raises(Refusal, match="business ID of its own company"):
        invite(desk, "toinen@example.fi", accountant=True)
    with pytest.raises(Refusal, match="email"):
        invite(desk, "nobody")


def test_nobody_is_invited_where_there_is_no_service_or_no_portal() -> None:
    with pytest.raises(Refusal, match="its service is inactive"):
        invite(Desk("kravia"), "tili@example.fi")
    with pytest.raises(Refusal, match="invites nobody"):
        Desk("ropo").activate().do(c.InvitePerson(provider="ropo", name="T", email="tili@example.fi"))


def test_a_company_that_comes_back_has_the_service_at_once_and_as_it_was() -> None:
    desk = at_kravia()
    desk.register("1001")
    desk.do(c.CloseService(provider="kravia"))
    desk.do(c.SetApiUser(provider="kravia", there=False))
    with pytest.raises(Refusal, match="the service is closed"):
        desk.register("1002")
    desk.until("2026-02-05T10:00")
    assert len(facts(desk, f.LetterSent)) == 1
    back = desk.do(c.ActivateService(provider="kravia", email="uusi@example.fi"))
    assert [fact.kind for fact in back] == ["api_user_set", "service_activated"]
    service = desk.state.service("kravia")
    assert (service.status, service.api_user, service.email) == ("active", True, "talous@example.fi")
    desk.register("1002")


def test_a_decision_about_the_agreement_has_its_own_words() -> None:
    desk = at_kravia()
    for decided, words, said in (
        ("forgive", {}, "nobody decides 'forgive'"),
        ("change_settings", {}, "lacks the word 'settings'"),
        ("remove_api_user", {"settings": {}}, "it takes no words"),
        ("change_settings", {"settings": {"reminders": 2}, "until": "x"}, "has no word 'until'"),
    ):
        with pytest.raises(Exception, match=said):
            desk.sandbox.decide_service("kravia", decided, **words)
    desk.sandbox.decide_service(
        "kravia", "change_settings", settings={"einvoice_reminders": False}, by="agency"
    )
    assert desk.state.chosen["kravia"] == {"einvoice_reminders": False}
