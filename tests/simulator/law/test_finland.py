from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.money import Money
from simulator.law import LAWS, Row, law_of

FI = law_of("FI")
DAY = date(2026, 2, 5)


def euros(text: str) -> Money:
    return Money.parse(text, "EUR")


def test_the_law_of_finland_names_its_currency_zone_and_calendar() -> None:
    assert (FI.country, FI.currency, FI.zone.key, FI.calendar) == ("FI", "EUR", "Europe/Helsinki", "FI")


def test_a_country_without_law_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(ValueError, match="law of 'DK' is not known: that of FI, NO, SE is"):
        law_of("DK")


@pytest.mark.parametrize(("kind", "fee"), [("consumer", "5.00"), ("company", "12.00")])
def test_a_reminder_costs_five_euros_for_a_consumer_and_twelve_for_a_company(kind: str, fee: str) -> None:
    charge = FI.letter_fee("reminder", kind, euros("1240.00"), DAY)
    assert charge.money == euros(fee)
    assert "513/1999" in charge.source
    assert not charge.assumed


@pytest.mark.parametrize(
    ("kind", "principal", "first", "second"),
    [
        ("consumer", "0.01", "14.00", "7.00"),
        ("consumer", "100.00", "14.00", "7.00"),
        ("consumer", "100.01", "24.00", "12.00"),
        ("consumer", "1000.00", "24.00", "12.00"),
        ("consumer", "1000.01", "50.00", "25.00"),
        ("company", "500.00", "50.00", "25.00"),
        ("company", "500.01", "70.00", "35.00"),
        ("company", "2500.00", "70.00", "35.00"),
        ("company", "2500.01", "90.00", "45.00"),
        ("company", "10000.00", "90.00", "45.00"),
        ("company", "10000.01", "110.00", "55.00"),
    ],
)
def test_a_payment_demand_costs_what_its_principal_allows_and_the_second_half(
    kind: str, principal: str, first: str, second: str
) -> None:
    demands = [FI.letter_fee("demand", kind, euros(principal), DAY, nth).money for nth in (1, 2, 3)]
    assert demands == [euros(first), euros(second), euros("0.00")]


def test_a_figure_from_before_its_first_row_is_said_to_be_assumed() -> None:
    assert FI.letter_fee("reminder", "company", euros("1.00"), date(2022, 4, 30)).assumed
    assert FI.interest_rate("company", date(2016, 6, 30)).assumed


def test_an_unknown_letter_or_kind_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(ValueError, match=r"no fee for \('tratta', 'company'\)"):
        FI.letter_fee("tratta", "company", euros("1.00"), DAY)
    with pytest.raises(ValueError, match="no interest for 'nobody': it has for 'consumer', 'company'"):
        FI.late_interest(euros("1.00"), "nobody", DAY, DAY)


@pytest.mark.parametrize(
    ("day", "consumer", "company"),
    [
        (date(2022, 7, 1), 700, 800),
        (date(2023, 1, 1), 950, 1050),
        (date(2023, 12, 31), 1100, 1200),
        (date(2024, 1, 1), 1150, 1250),
        (date(2024, 12, 31), 1150, 1250),
        (date(2025, 1, 1), 1050, 1150),
        (date(2025, 7, 1), 950, 1050),
        (date(2026, 6, 30), 950, 1050),
    ],
)
def test_interest_is_the_half_years_reference_rate_and_seven_or_eight_points(
    day: date, consumer: int, company: int
) -> None:
    rates = [FI.interest_rate(kind, day) for kind in ("consumer", "company")]
    assert [rate.basis_points for rate in rates] == [consumer, company]
    assert not any(rate.assumed for rate in rates)


def test_after_the_last_announced_half_year_the_last_rate_is_carried_on_and_says_so() -> None:
    rate = FI.interest_rate("company", date(2026, 7, 1))
    assert (rate.basis_points, rate.assumed) == (1050, True)
    assert FI.late_interest(euros("1240.00"), "company", date(2026, 6, 25), date(2026, 7, 5)).assumed
    assert not FI.late_interest(euros("1240.00"), "company", date(2026, 6, 25), date(2026, 6, 30)).assumed


def test_interest_of_a_company_within_a_half_year() -> None:
    # Due 28 January 2026, paid 9 February: 29 January to 9 February are 3 + 9 = 12 days.
    # 1240.00 * 10.5 % * 12 / 365 = 124000 * 1050 * 12 / (365 * 10000) = 1562400000 / 3650000 = 428.05 cents.
    interest = FI.late_interest(euros("1240.00"), "company", date(2026, 1, 29), date(2026, 2, 9))
    assert interest.money == euros("4.28")
    assert not interest.assumed


def test_interest_of_a_consumer_over_new_year_takes_each_half_years_rate() -> None:
    # 2024: 22 to 31 December are 10 days at 11.5 %; 2025: 1 to 20 January are 20 days at 10.5 %.
    # 730.00 * (10 * 1150 + 20 * 1050) / (365 * 10000) = 73000 * 32500 / 3650000 = 650 cents.
    interest = FI.late_interest(euros("730.00"), "consumer", date(2024, 12, 22), date(2025, 1, 20))
    assert interest.money == euros("6.50")


def test_interest_is_rounded_once_at_the_end_and_half_a_cent_goes_up() -> None:
    # 365.00 * (1 * 1150 + 1 * 1050) / 3650000 = 36500 * 2200 / 3650000 = 22 cents. Each day alone is 11.5 and
    # 10.5 cents, which rounded day by day would be 12 + 11 = 23.
    assert FI.late_interest(euros("365.00"), "consumer", date(2024, 12, 31), date(2025, 1, 1)).money == euros(
        "0.22"
    )
    # One day of it: 36500 * 1150 / 3650000 = 11.5 cents.
    assert FI.late_interest(
        euros("365.00"), "consumer", date(2024, 12, 31), date(2024, 12, 31)
    ).money == euros("0.12")


def test_a_leap_year_counts_its_366th_day_at_the_rate_of_a_365_day_year() -> None:
    # 2024: 182 days to 30 June and 184 after it, all at 11.5 %: 36500 * 1150 * 366 / 3650000 = 4209 cents.
    interest = FI.late_interest(euros("365.00"), "consumer", date(2024, 1, 1), date(2024, 12, 31))
    assert interest.money == euros("42.09")


def test_no_days_bear_no_interest() -> None:
    charge = FI.late_interest(euros("1240.00"), "company", date(2026, 1, 29), date(2026, 1, 28))
    assert charge.money == Money.zero("EUR")
    assert not charge.assumed


def test_vat_is_25_and_a_half_percent_since_september_2024() -> None:
    assert FI.vat_rate(date(2024, 8, 31)) == 2400
    assert FI.vat_rate(date(2024, 9, 1)) == 2550


def test_a_consumers_reminder_costs_nothing_before_the_14th_day_after_the_due_date() -> None:
    due = date(2026, 1, 28)
    fees = [
        FI.letter_fee("reminder", kind, euros("300.00"), day, due=due).money
        for kind in ("consumer", "company")
        for day in (date(2026, 2, 10), date(2026, 2, 11))
    ]
    assert fees == [euros("0.00"), euros("5.00"), euros("12.00"), euros("12.00")]


@pytest.mark.parametrize(
    ("kind", "principal", "charged", "left"),
    [
        # A consumer with a principal of up to 100 owes at most 60 in all: 60 - 50 = 10 of the demand's 14.
        ("consumer", "100.00", "46.00", "14.00"),
        ("consumer", "100.00", "50.00", "10.00"),
        ("consumer", "100.00", "60.00", "0.00"),
        ("consumer", "100.00", "61.00", "0.00"),
        ("consumer", "1000.00", "100.00", "20.00"),  # 120 - 100, of 24
        ("consumer", "1000.01", "180.00", "30.00"),  # 210 - 180, of 50
        ("company", "500.00", "210.00", "40.00"),  # 250 - 210, of 50
        ("company", "2500.00", "430.00", "40.00"),  # 470 - 430, of 70
        ("company", "2500.01", "9000.00", "90.00"),  # no ceiling is known above 2500
    ],
)
def test_all_fees_together_stay_below_what_the_law_lets_a_debtor_owe(
    kind: str, principal: str, charged: str, left: str
) -> None:
    charge = FI.letter_fee("demand", kind, euros(principal), DAY, charged=euros(charged))
    assert charge.money == euros(left)
    assert ("liability in all" in charge.source) == (
        charge.money < FI.letter_fee("demand", kind, euros(principal), DAY).money
    )


def test_a_charge_cites_each_of_its_rows_once_with_the_day_since_when_it_holds() -> None:
    limited = FI.letter_fee("demand", "consumer", euros("100.00"), DAY, charged=euros("50.00"))
    act = "Debt Collection Act (513/1999)"
    ceiling = f"{act}, ceilings of collection costs, as amended from 1 May 2022: payment demand by principal, consumer"
    in_all = f"{act}, the debtor's liability in all, as amended from 1 May 2022: consumer"
    assert limited.source.split("; ") == [f"{row}, since 2022-05-01" for row in (ceiling, in_all)]
    interest = FI.late_interest(euros("730.00"), "consumer", date(2024, 12, 22), date(2025, 1, 20))
    assert interest.source.split("; ") == [
        "Interest Act (633/1982), section 12, reference rate announced by the Bank of Finland, since 2024-07-01",
        "Interest Act (633/1982), section 4: seven points above, since 2013-03-16",
        "Interest Act (633/1982), section 12, reference rate announced by the Bank of Finland, since 2025-01-01",
    ]


def test_a_letter_leaves_a_consumer_14_days_and_a_company_10() -> None:
    terms = [
        FI.term(letter, kind, DAY)
        for letter in ("reminder", "demand", "second_demand")
        for kind in ("consumer", "company")
    ]
    assert terms == [14, 10, 14, 10, 14, 10]
    with pytest.raises(ValueError, match=r"no term for \('tratta', 'company'\)"):
        FI.term("tratta", "company", DAY)


@pytest.mark.parametrize(
    ("what", "kind", "principal", "fee"),
    [
        ("due_date_moved", "consumer", "300.00", "5.00"),
        ("due_date_moved", "company", "300.00", "10.00"),
        ("payment_plan", "consumer", "100.00", "20.00"),
        ("payment_plan", "consumer", "1000.01", "20.00"),
        ("long_payment_plan", "consumer", "100.00", "20.00"),
        ("long_payment_plan", "consumer", "100.01", "30.00"),
        ("long_payment_plan", "consumer", "1000.00", "30.00"),
        ("long_payment_plan", "consumer", "1000.01", "50.00"),
    ],
)
def test_what_a_debtor_asks_for_has_its_fee(what: str, kind: str, principal: str, fee: str) -> None:
    assert FI.letter_fee(what, kind, euros(principal), DAY).money == euros(fee)


def test_a_companys_payment_plan_is_assumed_to_cost_what_a_consumers_does() -> None:
    for plan in ("payment_plan", "long_payment_plan"):
        for principal in ("100.00", "100.01", "1000.01"):
            charge = FI.letter_fee(plan, "company", euros(principal), DAY)
            consumers = FI.letter_fee(plan, "consumer", euros(principal), DAY)
            assert (charge.money, charge.assumed) == (consumers.money, True)
            assert "assumed" in charge.source
            assert not consumers.assumed


def test_an_application_to_the_court_costs_the_creditor_65_as_far_as_it_was_seen() -> None:
    days = (
        date(2015, 12, 31),
        date(2018, 12, 31),
        date(2019, 1, 1),
        date(2022, 1, 1),
        date(2024, 12, 31),
        DAY,
    )
    charges = [FI.official_expense("summons", euros("1240.00"), day) for day in days]
    assert {charge.money for charge in charges} == {euros("65.00")}
    assert [charge.assumed for charge in charges] == [True, False, True, False, False, True]
    assert "1122/2021" in charges[-1].source


def test_an_application_for_enforcement_costs_the_creditor_nothing() -> None:
    charge = FI.official_expense("enforcement", euros("1240.00"), DAY)
    assert (charge.money, charge.assumed) == (euros("0.00"), False)
    assert "nothing is charged at the application" in charge.source


def test_a_step_that_the_law_does_not_know_is_refused_with_those_that_it_knows() -> None:
    with pytest.raises(
        ValueError, match="FI has no official expense for 'appeal': it has for 'summons', 'enforcement'"
    ):
        FI.official_expense("appeal", euros("1240.00"), DAY)


@pytest.mark.parametrize("country", LAWS)
def test_every_law_answers_for_everything_that_is_charged(country: str) -> None:
    law = law_of(country)
    principal = Money(100_00, law.currency)
    for kind in ("consumer", "company"):
        for what in ("reminder", "demand", "payment_plan", "long_payment_plan", "due_date_moved"):
            assert law.letter_fee(what, kind, principal, DAY).money.currency == law.currency
    for step in ("summons", "enforcement"):
        assert law.official_expense(step, principal, DAY).source


@given(
    st.integers(1, 10**9),
    st.dates(date(2016, 7, 1), date(2027, 12, 31)),
    st.integers(0, 800),
    st.sampled_from(["consumer", "company"]),
)
def test_interest_is_the_sum_of_its_days_within_half_a_cent(
    minor: int, first: date, days: int, kind: str
) -> None:
    last = first + timedelta(days=days)
    interest = FI.late_interest(Money(minor, "EUR"), kind, first, last).money.minor
    by_day = sum(
        minor * FI.interest_rate(kind, first + timedelta(days=n)).basis_points for n in range(days + 1)
    )
    assert abs(2 * (interest * 3_650_000 - by_day)) <= 3_650_000


@pytest.mark.parametrize("country", LAWS)
def test_the_rows_of_every_law_are_in_order_and_have_a_source(country: str) -> None:
    law = law_of(country)
    tables: list[tuple[Row[Any], ...]] = [law.reference_rates, law.vat_rates, *law.fees.values()]
    tables += [*law.interest_margins.values(), *law.ceilings.values()]
    tables += [*law.chargeable_from.values(), *law.terms.values(), *law.expenses.values()]
    for rows in tables:
        # A charge joins the sources of its rows with "; ".
        assert all(row.source and ";" not in row.source for row in rows)
        starts = [row.since for row in rows]
        assert starts == sorted(set(starts))
