from datetime import date

import pytest

from simulator.domain.money import Money
from simulator.law import law_of

SE = law_of("SE")
DAY = date(2026, 2, 5)
KINDS = ("consumer", "company")


def kronor(text: str) -> Money:
    return Money.parse(text, "SEK")


def test_the_law_of_sweden_names_its_currency_zone_and_calendar() -> None:
    assert (SE.country, SE.currency, SE.zone.key, SE.calendar) == ("SE", "SEK", "Europe/Stockholm", "SE")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("principal", ["0.01", "1000.00", "10000000.00"])
def test_one_reminder_costs_60_and_one_demand_180_whatever_the_principal(kind: str, principal: str) -> None:
    fees = [
        SE.letter_fee(letter, kind, kronor(principal), DAY, nth).money
        for letter in ("reminder", "demand")
        for nth in (1, 2)
    ]
    assert fees == [kronor("60.00"), kronor("0.00"), kronor("180.00"), kronor("0.00")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_payment_plan_costs_170(kind: str) -> None:
    for plan in ("payment_plan", "long_payment_plan"):
        charge = SE.letter_fee(plan, kind, kronor("500.00"), DAY)
        assert charge.money == kronor("170.00")
        assert "1981:739" in charge.source
        assert not charge.assumed


@pytest.mark.parametrize("kind", KINDS)
def test_a_due_date_is_moved_without_a_fee_and_the_row_says_why(kind: str) -> None:
    charge = SE.letter_fee("due_date_moved", kind, kronor("500.00"), DAY)
    assert (charge.money, charge.assumed) == (kronor("0.00"), False)
    assert "no moved due date" in charge.source


@pytest.mark.parametrize("principal", ["0.01", "10000000.00"])
def test_a_payment_order_costs_the_creditor_300_and_an_enforcement_600(principal: str) -> None:
    for step, amount in (("summons", "300.00"), ("enforcement", "600.00")):
        charge = SE.official_expense(step, kronor(principal), DAY)
        assert (charge.money, charge.assumed) == (kronor(amount), False)
        assert "1992:1094" in charge.source


def test_a_fee_from_before_the_amendment_of_16_march_2013_is_said_to_be_assumed() -> None:
    assert SE.letter_fee("demand", "company", kronor("1.00"), date(2013, 3, 15)).assumed
    assert not SE.letter_fee("demand", "company", kronor("1.00"), date(2013, 3, 16)).assumed


def test_a_letter_leaves_its_debtor_eight_days() -> None:
    assert {
        SE.term(letter, kind, DAY) for letter in ("reminder", "demand", "second_demand") for kind in KINDS
    } == {8}


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2016, 7, 1), 750),  # the reference rate was below zero: -0.50 + 8
        (date(2019, 6, 30), 750),
        (date(2019, 7, 1), 800),
        (date(2022, 12, 31), 850),
        (date(2023, 6, 30), 1050),
        (date(2023, 7, 1), 1150),
        (date(2024, 12, 31), 1200),
        (date(2025, 1, 1), 1100),
        (date(2025, 7, 1), 1000),
        (date(2026, 6, 30), 1000),
        (date(2026, 12, 31), 1000),
    ],
)
def test_interest_is_the_half_years_reference_rate_and_eight_points_for_everybody(
    day: date, rate: int
) -> None:
    rates = [SE.interest_rate(kind, day) for kind in KINDS]
    assert [each.basis_points for each in rates] == [rate, rate]
    assert not any(each.assumed for each in rates)


def test_after_the_last_known_half_year_the_last_rate_is_carried_on_and_says_so() -> None:
    rate = SE.interest_rate("company", date(2027, 1, 1))
    assert (rate.basis_points, rate.assumed) == (1000, True)


def test_interest_over_the_end_of_a_half_year_takes_each_half_years_rate() -> None:
    # 2025: 21 to 30 June are 10 days at 11 %, 1 to 20 July 20 days at 10 %.
    # 7300.00 * (10 * 1100 + 20 * 1000) / (365 * 10000) = 730000 * 31000 / 3650000 = 6200 öre.
    charge = SE.late_interest(kronor("7300.00"), "consumer", date(2025, 6, 21), date(2025, 7, 20))
    assert charge.money == kronor("62.00")
    assert not charge.assumed


def test_vat_is_25_percent() -> None:
    assert [SE.vat_rate(day) for day in (date(2020, 1, 1), date(2023, 7, 1), DAY)] == [2500] * 3
