"""Amounts and dates that are odd: refused with a sentence, or handled as the source says, and the ledger balances."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.money import Money
from tests.simulator.company import Company
from tests.simulator.creditor import Creditor
from tests.simulator.desk import ANSWERED, Desk
from tests.simulator.reckoning import every_cent_is_accounted_for
from tests.simulator.stage import finvoice

COUNTRIES = ("FI", "SE", "NO")
KINDS = ("b2b", "b2c")
MOST = "99999999999.99"


def collected(desk: Desk, total: str, due: date, at: str, kind: str = "b2b") -> f.CaseOpened:
    """A case of an invoice, handed over at a time; answers how it began."""
    desk.debtor("acme", kind="company" if kind == "b2b" else "consumer")
    desk.hold("1001", total, due)
    desk.until(at)
    desk.transfer("1001", kind)
    desk.sandbox.run_until(desk.sandbox.now + ANSWERED)
    return desk.case("1001").opened


def told(desk: Desk, kind: type[f.Fact]) -> list[Any]:
    return [happened.fact for happened in desk.state.timeline if isinstance(happened.fact, kind)]


# Amounts


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("total", ["0.01", "10000000.00", MOST])
def test_a_claim_of_any_size_goes_through_the_whole_of_collection(
    country: str, kind: str, total: str
) -> None:
    desk = Desk(country=country, settings={"ropo.reminders": 2, "ropo.demands": 2}).activate()
    collected(desk, total, date(2026, 1, 28), "2026-02-16T09:00", kind)
    while desk.case().state != "awaiting_authorisation":
        desk.step()
    desk.decide("1001", "approve_legal")
    while desk.case().state != "enforcement":
        desk.step()
    every_cent_is_accounted_for(desk.state)
    desk.pay("1001")
    desk.pass_days(60)
    sums = every_cent_is_accounted_for(desk.state)
    assert desk.case().reason == "paid"
    assert sums["settled principal"] == desk.money(total).minor
    assert sums["returned"] == 0


def test_a_cent_of_principal_is_cleared_by_the_charges_that_are_paid_first() -> None:
    desk = Desk().activate()
    collected(desk, "0.01", date(2026, 1, 28), "2026-02-04T09:00")
    desk.until("2026-02-06T12:00")
    desk.pay("1001", "12.00")
    assert (desk.case().open_fees.minor, desk.case().open_principal.minor) == (0, 1)
    desk.pay("1001", "0.01")
    assert desk.case().reason == "paid"
    every_cent_is_accounted_for(desk.state)


@pytest.mark.parametrize("total", ["0.00", "-5.00"])
def test_an_invoice_that_asks_for_nothing_cannot_be_handed_over(total: str) -> None:
    company = Company().activate()
    heard_of = company.sandbox.facts_total
    from_wire = company.client.upload(_document(total))
    if from_wire.status == 201:
        company.until("2026-02-04T09:00")
        heard_of = company.sandbox.facts_total
        refused = company.transfer(from_wire.json["id"])
        assert (refused.status, refused.json["code"]) == (400, "invalid_parameters")
        assert "more than zero" in refused.json["details"][0]
    else:
        assert from_wire.status == 400
    assert company.sandbox.facts_total == heard_of


def _document(total: str, currency: str = "EUR") -> bytes:
    return finvoice("1001", "1240.00", currency=currency).replace(
        b"1240,00", total.replace(".", ",").encode()
    )


@pytest.mark.parametrize("total", ["1240.005", "100000000000.01", "1e3", "999999999999999999999", ""])
def test_a_document_with_a_total_that_is_no_amount_of_its_currency_is_refused(total: str) -> None:
    company = Company().activate()
    before = company.sandbox.facts_total
    heard = company.client.upload(_document(total))
    assert heard.status == 400, heard.body
    assert company.sandbox.facts_total == before


@pytest.mark.parametrize(
    "words",
    [
        {"originalAmount": 0},
        {"originalAmount": -1240.0},
        {"originalAmount": 1240.005},
        {"originalAmount": 1e20},
        {"originalAmount": 1e-300},
        {"originalAmount": True},
        {"originalAmount": "1240,00"},
        {"currencyCode": "euro"},
        {"dueDate": "2026-02-30"},
        {"dueDate": "28.1.2026"},
    ],
    ids=str,
)
def test_a_registration_that_cannot_be_meant_is_refused_and_opens_nothing(words: dict[str, Any]) -> None:
    creditor = Creditor().sign()
    creditor.until("2026-02-04T09:00")
    before = creditor.sandbox.facts_total
    heard = creditor.call("POST", "/invoice/register", {**creditor.invoice(), **words})
    assert 400 <= heard.status < 500, heard.body
    assert creditor.sandbox.facts_total == before


def test_a_cent_can_be_registered_and_collected() -> None:
    creditor = Creditor().sign()
    creditor.hold("1001", "0.01")
    creditor.until("2026-02-04T09:00")
    case = creditor.register("1001", 0.01)
    creditor.sandbox.decide(str(case), "start")
    creditor.until("2026-02-09T10:00")
    creditor.sandbox.pay("1001", to="agency")
    assert creditor.details(case)["timeline"][-2]["amount"] == 12.01
    every_cent_is_accounted_for(creditor.sandbox.state)


@pytest.mark.parametrize("currency", ["SEK", "NOK", "JPY"])
def test_no_amount_in_another_currency_reaches_a_case(currency: str) -> None:
    desk = Desk().activate()
    collected(desk, "1240.00", date(2026, 1, 28), "2026-02-04T09:00")
    strange = Money(1000, currency)
    case, today = desk.case().id, desk.state.today
    before = desk.sandbox.facts_total
    for command in (
        c.ReportPayment(case=case, amount=strange, date=today, text=None),
        c.ReportCredit(case=case, amount=strange, date=today, credit_note="H-1", text=None),
        c.PayNow(number="1001", amount=strange, to="agency", reference=None),
    ):
        with pytest.raises(c.Refusal, match="EUR"):
            desk.do(command)
    assert desk.sandbox.facts_total == before
    every_cent_is_accounted_for(desk.state)


@pytest.mark.parametrize("first", ["EUR", "SEK"])
@pytest.mark.parametrize("amount", [None, "10.00"])
@pytest.mark.parametrize("to", ["agency", "creditor"])
def test_of_two_invoices_of_one_number_in_two_currencies_the_one_at_the_agency_is_paid(
    first: str, amount: str | None, to: str
) -> None:
    accounts = [{"currency": "EUR"}, {"currency": "SEK", "iban": "FI2112345600000785"}]
    company = Company(words={"bank_accounts": accounts}).activate()
    second = "SEK" if first == "EUR" else "EUR"
    pays = [
        {"after": "reminder", "days": 1, "amount": "3.00"},
        {"after": "demand", "days": 1, "more": "0.01"},
    ]
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": pays})
    words = {"number": "1001", "debtor": "acme", "total": "1240.00", "due_date": "2026-01-28"}
    company.sandbox.put_invoice("1001", company.sandbox.draft_invoice(words), "acme", False)
    invoices = {currency: company.send("1001", currency=currency) for currency in (first, second)}
    company.pay("1001", "5.00")  # to the creditor, in the currency of the newer one
    company.until("2026-02-04T09:00")
    assert company.transfer(invoices["EUR"]).status == 202
    company.until("2026-02-04T12:00")
    company.pay("1001", amount, to=to)
    kind = "payment_received" if to == "agency" else "creditor_paid"
    assert company.facts(kind)[-1]["amount"]["currency"] == "EUR"
    company.until("2026-04-16T10:00")
    every_cent_is_accounted_for(company.sandbox.state)


# More than is owed


def test_a_debtor_that_pays_more_than_everything_twice_and_after_the_end_gets_it_back() -> None:
    """1240.00 and the reminder's 12.00; interest 1240.00 x 10.5 % x 12 days / 365 = 4.28: 1256.28 are owed."""
    desk = Desk().activate()
    collected(desk, "1240.00", date(2026, 1, 28), "2026-02-04T09:00")
    desk.until("2026-02-09T10:00")
    desk.pay("1001", "2000.00")
    desk.pay("1001", "2000.00")
    desk.until("2026-05-04T10:00")
    desk.pay("1001", MOST)
    back = [fact.returned.text for fact in told(desk, f.PaymentReceived)]
    assert back == ["743.72", "2000.00", MOST]
    sums = every_cent_is_accounted_for(desk.state)
    assert sums["settled"] == 1240_00 + 4_28


def test_a_debtor_that_pays_the_creditor_too_much_has_its_principal_cleared_and_no_more() -> None:
    desk = Desk().activate()
    collected(desk, "1240.00", date(2026, 1, 28), "2026-02-04T09:00")
    for _ in range(2):
        desk.pay("1001", "5000.00", to="creditor")
    desk.report("1001", desk.money("10000.00"))
    assert (desk.case().state, desk.case().open_principal.minor) == ("charges_open", 0)
    with pytest.raises(c.Refusal, match="more than zero"):
        desk.report("1001", desk.money("0"))
    desk.report("1001", desk.money("10000.00"))
    every_cent_is_accounted_for(desk.state)


@pytest.mark.parametrize("state", ["opened", "charges_open"])
def test_a_credit_note_larger_than_the_invoice_takes_off_what_there_is(state: str) -> None:
    desk = Desk().activate()
    collected(desk, "1240.00", date(2026, 1, 28), "2026-02-04T09:00")
    if state == "charges_open":
        desk.report("1001", desk.money("1240.00"))
    desk.credit("1001", desk.money(MOST))
    assert (desk.case().state, desk.case().reason) == ("closed", "credited")
    with pytest.raises(c.Refusal, match="closed"):
        desk.credit("1001", desk.money("1.00"))
    every_cent_is_accounted_for(desk.state)


# Dates


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("due", [date(1, 1, 15), date(1995, 6, 1), date(2010, 1, 1)])
def test_a_claim_due_before_the_laws_first_row_is_collected_and_its_interest_is_said_to_be_assumed(
    country: str, kind: str, due: date
) -> None:
    desk = Desk(country=country).activate()
    collected(desk, "1240.00", due, "2026-02-04T09:00", kind)
    desk.until("2026-03-16T12:00")
    desk.pay("1001")
    [paid] = told(desk, f.PaymentReceived)
    assert paid.assumed
    assert paid.interest.minor > 1240_00 // 2
    assert desk.case().reason == "paid"
    every_cent_is_accounted_for(desk.state)


@pytest.mark.parametrize(
    ("due", "interest"), [("1995-06-01", True), ("0001-01-15", True), ("2099-12-31", False)]
)
def test_a_document_may_be_due_on_any_day(due: str, interest: bool) -> None:
    company = Company().activate()
    invoice = company.send("1001", due=due)
    company.until("2026-02-04T09:00")
    heard = company.transfer(invoice)
    assert heard.status == (202 if interest else 403)
    if interest:
        company.until("2026-02-09T10:00")
        company.report(invoice, type="paid", amount=240, date="2026-02-09")
        assert company.case(invoice)["open_interest_amount"] > 1240
    every_cent_is_accounted_for(company.sandbox.state)


@pytest.mark.parametrize(
    ("country", "assumed"),
    [
        ("FI", True),  # the first row is of May 2022
        ("SE", False),  # of March 2013
        ("NO", True),  # of October 2020
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_letters_on_the_calendars_first_days_are_charged_and_say_whether_a_source_states_their_fee(
    country: str, assumed: bool, kind: str
) -> None:
    desk = Desk(country=country, start="2020-01-02T09:00").activate()
    collected(desk, "1240.00", date(2020, 1, 10), "2020-02-03T09:00", kind)
    desk.until("2020-03-31T12:00")
    letters = told(desk, f.LetterSent)
    assert [(letter.letter, letter.assumed) for letter in letters] == [
        ("reminder", assumed),
        ("demand", assumed),
    ]
    assert min(letter.fee.minor for letter in letters) > 0
    every_cent_is_accounted_for(desk.state)


@pytest.mark.parametrize("day", ["1899-12-31", "1995-06-01", "2019-12-31", "2026-02-04"])
def test_a_report_of_any_day_that_is_past_is_taken_and_posts_no_interest_for_days_that_were_posted(
    day: str,
) -> None:
    desk = Desk().activate()
    collected(desk, "1240.00", date(2026, 1, 28), "2026-02-04T09:00")
    case = desk.case().id
    for _ in range(2):
        reported = c.ReportPayment(
            case=case, amount=desk.money("100.00"), date=date.fromisoformat(day), text=None
        )
        desk.do(reported)
    accrued = [fact.accrued.minor for fact in told(desk, f.DirectPaymentReported)]
    assert accrued == [2_50 if day == "2026-02-04" else 0, 0]  # 1240.00 x 10.5 % x 7 / 365 = 2.497
    every_cent_is_accounted_for(desk.state)


@pytest.mark.parametrize(
    ("country", "interest"),
    [
        # 29 February is the due date itself: ten days, from 1 to 10 March, at the last rate that is known.
        ("FI", "3.57"),  # 1240.00 x 10.5 % x 10 / 365 = 3.567
        ("SE", "3.40"),  # 1240.00 x 10 % x 10 / 365 = 3.397
        ("NO", "4.16"),  # 1240.00 x 12.25 % x 10 / 365 = 4.162
    ],
)
def test_what_is_due_on_a_leap_day_bears_interest_from_the_first_of_march(
    country: str, interest: str
) -> None:
    desk = Desk(country=country, start="2028-02-01T09:00").activate()
    collected(desk, "1240.00", date(2028, 2, 29), "2028-03-08T09:00")
    desk.until("2028-03-10T08:00")
    desk.pay("1001")
    [paid] = told(desk, f.PaymentReceived)
    assert (paid.interest.text, paid.assumed) == (interest, True)
    every_cent_is_accounted_for(desk.state)


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_leap_day_is_a_day_like_others(country: str) -> None:
    """Tuesday 29 February 2028: it is lived, it bears interest, and its settlements and bills stand in February."""
    desk = Desk(country=country, start="2028-01-03T09:00").activate()
    collected(desk, "1240.00", date(2028, 1, 31), "2028-02-14T09:00")
    desk.until("2028-02-29T10:00")
    assert desk.state.today == date(2028, 2, 29)
    desk.pay("1001", "600.00")
    desk.until("2028-03-01T23:00")
    assert [fact.month for fact in told(desk, f.InterestSettled)] == ["2028-02"]
    assert {fact.month for fact in told(desk, f.FeesInvoiced)} <= {"2028-02"}
    [paid] = told(desk, f.PaymentReceived)
    assert paid.interest_to == date(2028, 2, 29)
    every_cent_is_accounted_for(desk.state)


# A mind made up anew


@pytest.mark.parametrize("then", ["promises", "plan", "asks_for_time", "bankrupt"])
def test_a_debtor_that_makes_up_its_mind_anew_does_the_one_thing_in_place_of_the_other(then: str) -> None:
    words = {
        "promises": {"to_pay_in": 5, "keeps": False},
        "plan": {"instalments": 2, "every": 20, "pays": 0},
        "asks_for_time": {"more": 14, "pays": False},
    }
    desk = Desk(settings={"ropo.first_reminder_banking_days": 10}).activate()
    collected(desk, "1240.00", date(2026, 1, 28), "2026-02-04T09:00")
    for word in ("disputes", then):
        desk.debtor("acme", {word: {"after": "due", "days": 0, **words.get(word, {})}})
        desk.hold("1001")
    desk.until("2026-02-06T12:00")
    states = {"promises": "promised", "plan": "payment_plan", "asks_for_time": "more_time"}
    assert desk.case().state == states.get(then, "closed")
    every_cent_is_accounted_for(desk.state)
