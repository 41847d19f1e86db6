"""Ropo in Sweden and Norway: no identification, the country's currency, days, fees and interest."""

from __future__ import annotations

from datetime import date

import pytest

from simulator import Refused
from simulator.domain.facts import FeeCharged, LetterSent
from tests.simulator.company import CAMT, Company, texts
from tests.simulator.desk import Desk

NORDIC = pytest.mark.parametrize(("country", "currency"), [("SE", "SEK"), ("NO", "NOK")])


def company_in(country: str, start: str = "2026-01-12T09:00") -> Company:
    return Company(start, words={"country": country})


@NORDIC
def test_a_signature_is_all_that_an_activation_needs(country: str, currency: str) -> None:
    company = company_in(country)
    company.ask()
    with pytest.raises(Refused, match=f"no know-your-customer step in {country}"):
        company.sandbox.onboarding("ropo", "pass_kyc")
    company.sandbox.onboarding("ropo", "sign")
    company.banking_days(2)
    assert company.status == "ACTIVE"
    assert company.facts("kyc_passed") == []


@NORDIC
def test_an_account_has_its_countrys_currency_and_no_other(country: str, currency: str) -> None:
    company = company_in(country).activate()
    invoice = company.send("1001", currency="EUR")
    company.until("2026-02-20T09:00")
    refused = company.transfer(invoice)
    assert refused.status == 403
    assert f"in EUR; this account's currency is {currency}" in refused.json["details"][0]


@NORDIC
def test_rent_is_taken_in_finland_only(country: str, currency: str) -> None:
    company = company_in(country).activate()
    invoice = company.send("1001")
    company.until("2026-02-20T09:00")
    refused = company.transfer(invoice, "b2b_rental")
    assert refused.status == 403
    assert f"taken in FI only, and this company is in {country}" in refused.json["details"][0]
    assert company.transfer(invoice, "b2b").status == 202


def letters(company: Company) -> list[tuple[str, str, str]]:
    return [(fact["letter"], fact["at"][:16], fact["fee"]["amount"]) for fact in company.facts("letter_sent")]


def test_swedish_letters_are_eight_days_apart() -> None:
    company = company_in("SE").activate()
    company.open_case()
    company.until("2026-03-02T12:00")
    # Transferred on Wednesday 4 February; eight days after the reminder is Friday 13 February.
    assert letters(company) == [
        ("reminder", "2026-02-05T09:00", "60.00"),
        ("demand", "2026-02-13T09:00", "180.00"),
    ]


def test_a_norwegian_reminder_before_the_14th_day_costs_nothing_and_then_nothing_is_taken_off_the_demand() -> (
    None
):
    company = company_in("NO").activate()
    company.open_case()
    company.until("2026-03-02T12:00")
    # The reminder leaves on the 8th day after 28 January. 1240.00 is up to 2500: 450.00 of a company.
    assert letters(company) == [
        ("reminder", "2026-02-05T09:00", "0.00"),
        ("demand", "2026-02-19T09:00", "450.00"),
    ]
    assert "not before 14 days" in company.facts("letter_sent")[0]["law"]


def test_what_a_norwegian_reminder_cost_is_taken_off_the_demand() -> None:
    company = company_in("NO").activate()
    company.open_case(kind="b2c", transfer_at="2026-02-11T09:00")
    company.until("2026-03-02T12:00")
    # The reminder leaves on the 15th day. 1240.00 is up to 2500: 300.00 of a consumer in all, 38.00 by the reminder.
    assert letters(company) == [
        ("reminder", "2026-02-12T09:00", "38.00"),
        ("demand", "2026-02-26T09:00", "262.00"),
    ]


def test_letters_wait_for_the_countrys_own_banking_days() -> None:
    # Transferred on Wednesday 1 April 2026. The next banking day is Maundy Thursday, but in Norway it is the Tuesday.
    for country, day in (("SE", "2026-04-02"), ("NO", "2026-04-07")):
        company = company_in(country, "2026-03-02T09:00").activate()
        invoice = company.send("1001", due="2026-03-25")
        company.until("2026-04-01T09:00")
        assert company.transfer(invoice).status == 202
        company.until("2026-04-08T12:00")
        assert company.times("letter_sent") == [f"{day}T09:00"]


@NORDIC
def test_a_settlement_stands_on_a_statement_in_the_countrys_currency(country: str, currency: str) -> None:
    company = company_in(country).activate()
    company.open_case()
    company.until("2026-02-06T10:00")
    company.pay("1001")
    company.until("2026-02-07T10:00")
    statement = company.statement("2026-02-06")
    assert texts(statement, "Ccy") == [currency]
    assert {found.get("Ccy") for found in statement.iter(f"{CAMT}Amt")} == {currency}
    assert texts(statement, "Ntry", "Amt") == ["1240.00"]
    assert texts(statement, "SubFmlyCd") == ["DMCT"]
    assert texts(statement, "IBAN")[0].startswith(country)


def test_a_fee_of_a_year_that_no_source_states_is_marked_on_its_letter() -> None:
    company = company_in("NO", "2027-01-13T09:00").activate()
    invoice = company.send("1001", due="2027-01-28")
    company.until("2027-02-18T09:00")
    assert company.transfer(invoice).status == 202
    company.until("2027-02-22T12:00")
    [letter] = company.facts("letter_sent")
    assert (letter["fee"], letter["assumed"]) == (
        {"amount": "38.00", "currency": "NOK"},
        True,
    )


@pytest.mark.parametrize(("instalments", "fee"), [(4, "0.00"), (5, "1125.00")])
def test_a_norwegian_plan_takes_nothing_from_the_fee_of_a_demand(instalments: int, fee: str) -> None:
    # 1800.00 of a consumer: 40 % of the rate of 750.00 are 300.00 in all for letters, of which 38.00 is the reminder's.
    desk = Desk(country="NO").activate()
    words = {"after": "reminder", "days": 1, "instalments": instalments, "every": 30, "pays": 0}
    desk.debtor("acme", {"plan": words}, kind="consumer")
    desk.hold("1001", "1800.00", date(2025, 12, 20))
    desk.transfer("1001", "b2c")
    desk.until("2026-03-31T12:00")
    charged = [each.fact for each in desk.state.timeline if isinstance(each.fact, FeeCharged)]
    assert [each.fee for each in charged] == ([desk.money(fee)] if fee != "0.00" else [])
    sent = [each.fact for each in desk.state.timeline if isinstance(each.fact, LetterSent)]
    assert [(each.letter, each.fee) for each in sent] == [
        ("reminder", desk.money("38.00")),
        ("demand", desk.money("262.00")),
    ]


def test_a_norwegian_second_demand_waits_until_the_fee_is_doubled() -> None:
    desk = Desk(country="NO", settings={"ropo.demands": 2}).activate()
    desk.debtor("acme", kind="consumer")
    desk.hold("1001", "1800.00", date(2025, 12, 20))
    desk.transfer("1001", "b2c", "collection")
    desk.until("2026-03-31T12:00")
    sent = [
        (each.at.date(), each.fact.fee) for each in desk.state.timeline if isinstance(each.fact, LetterSent)
    ]
    # Thursday 15 January and 14 days are Thursday the 29th, and 28 more are Thursday 26 February: on Friday it is over.
    assert sent == [
        (date(2026, 1, 15), desk.money("300.00")),
        (date(2026, 2, 27), desk.money("300.00")),
    ]
