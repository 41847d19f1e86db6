from datetime import date

import pytest

from simulator.domain.money import Money
from simulator.law import law_of

NO = law_of("NO")
DAY = date(2026, 2, 5)
KINDS = ("consumer", "company")


def kroner(text: str) -> Money:
    return Money.parse(text, "NOK")


def test_the_law_of_norway_names_its_currency_zone_and_calendar() -> None:
    assert (NO.country, NO.currency, NO.zone.key, NO.calendar) == ("NO", "NOK", "Europe/Oslo", "NO")


@pytest.mark.parametrize("kind", KINDS)
def test_a_reminder_costs_a_twentieth_of_the_collection_rate_in_whole_kroner(kind: str) -> None:
    # 2024: 700 / 20 = 35. 2026: 750 / 20 = 37.50, which is 38 in whole kroner.
    for day, fee in ((date(2024, 5, 2), "35.00"), (DAY, "38.00")):
        fees = [NO.letter_fee("reminder", kind, kroner("900.00"), day, nth).money for nth in (1, 2, 3)]
        assert fees == [kroner(fee), kroner(fee), kroner("0.00")]


@pytest.mark.parametrize(
    ("principal", "consumer", "company"),
    [
        # As Finanstilsynet publishes them for 2026, for creditors who deduct value added tax.
        ("500.00", "187.50", "281.25"),
        ("500.01", "262.50", "393.75"),
        ("1000.00", "262.50", "393.75"),
        ("2500.00", "300.00", "450.00"),
        ("10000.00", "600.00", "900.00"),
        ("50000.00", "1200.00", "1800.00"),
        ("250000.00", "2700.00", "4050.00"),
        ("250000.01", "5400.00", "8100.00"),
    ],
)
def test_a_demand_costs_the_collectors_fee_and_a_second_one_doubles_it(
    principal: str, consumer: str, company: str
) -> None:
    for kind, fee in (("consumer", consumer), ("company", company)):
        demands = [NO.letter_fee("demand", kind, kroner(principal), DAY, nth).money for nth in (1, 2, 3)]
        assert demands == [kroner(fee), kroner(fee), kroner("0.00")]


def test_a_demand_cost_less_when_the_collection_rate_was_700() -> None:
    # As announced for October 2020: 175, 245, 280, 560, 1120, 2520 and 5040 kroner.
    principals = ("500.00", "1000.00", "2500.00", "10000.00", "50000.00", "250000.00", "300000.00")
    fees = [NO.letter_fee("demand", "consumer", kroner(each), date(2020, 10, 1)).money for each in principals]
    assert [fee.minor // 100 for fee in fees] == [175, 245, 280, 560, 1120, 2520, 5040]


def test_what_a_reminder_cost_is_part_of_the_collectors_fee() -> None:
    # 800.00 owed by a consumer: 262.50 in all with the first demand, 38.00 of it by the reminder: 224.50 are left.
    first = NO.letter_fee("demand", "consumer", kroner("800.00"), DAY, charged=kroner("38.00"))
    assert first.money == kroner("224.50")
    # With the second it is 525.00 in all, of which 262.50 are charged.
    second = NO.letter_fee("demand", "consumer", kroner("800.00"), DAY, 2, charged=kroner("262.50"))
    assert second.money == kroner("262.50")


@pytest.mark.parametrize("kind", KINDS)
def test_a_reminder_costs_nothing_before_the_14th_day_after_the_due_date(kind: str) -> None:
    due = date(2026, 1, 28)
    early = NO.letter_fee("reminder", kind, kroner("900.00"), date(2026, 2, 10), due=due)
    assert early.money == kroner("0.00")
    assert "not before 14 days" in early.source
    assert NO.letter_fee("reminder", kind, kroner("900.00"), date(2026, 2, 11), due=due).money == kroner(
        "38.00"
    )


def test_the_collection_rate_was_700_until_the_end_of_2025_and_is_carried_on_after_2026() -> None:
    days = (date(2020, 9, 30), date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1))
    charges = [NO.letter_fee("demand", "consumer", kroner("800.00"), day) for day in days]
    # 0.35 x 700 = 245.00; 0.35 x 750 = 262.50.
    assert [charge.money.text for charge in charges] == ["245.00", "245.00", "262.50", "262.50"]
    assert [charge.assumed for charge in charges] == [True, False, False, True]
    assert NO.letter_fee("reminder", "company", kroner("800.00"), date(2027, 1, 1)).assumed


def test_a_payment_plan_of_more_than_four_parts_costs_one_and_a_half_times_the_collection_rate() -> None:
    for kind in KINDS:
        charge = NO.letter_fee("long_payment_plan", kind, kroner("800.00"), DAY)
        assert (charge.money, charge.assumed) == (kroner("1125.00"), False)
        short = NO.letter_fee("payment_plan", kind, kroner("800.00"), DAY)
        assert (short.money, short.assumed) == (kroner("0.00"), False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_due_date_is_moved_without_a_fee_and_the_row_says_why(kind: str) -> None:
    charge = NO.letter_fee("due_date_moved", kind, kroner("800.00"), DAY)
    assert (charge.money, charge.assumed) == (kroner("0.00"), False)
    assert "no fee is named" in charge.source


@pytest.mark.parametrize(
    ("day", "summons", "enforcement"),
    [
        # The court fees of 2022 to 2026 are 1223, 1243, 1277, 1314 and 1345; decimals fall off.
        (date(2022, 1, 1), "1345.00", "1479.00"),  # 1.1 x 1223 = 1345.3, 1.21 x 1223 = 1479.83
        (date(2023, 6, 30), "1367.00", "1504.00"),  # 1367.3, 1504.03: as collectors announced for 2023
        (date(2024, 6, 30), "1404.00", "1545.00"),  # 1404.7, 1545.17
        (date(2024, 7, 1), "1966.00", "1545.00"),  # 1.54 x 1277 = 1966.58
        (date(2025, 7, 1), "2023.00", "1589.00"),  # 1.54 x 1314 = 2023.56, 1.21 x 1314 = 1589.94
        (date(2026, 2, 5), "2071.00", "1627.00"),  # 1.54 x 1345 = 2071.3, 1.21 x 1345 = 1627.45
    ],
)
def test_steps_of_legal_collection_cost_parts_of_the_years_court_fee(
    day: date, summons: str, enforcement: str
) -> None:
    found = [NO.official_expense(step, kroner("800.00"), day).money for step in ("summons", "enforcement")]
    assert found == [kroner(summons), kroner(enforcement)]


def test_what_a_bill_proposed_for_the_conciliation_board_is_assumed_to_be_law_and_says_so() -> None:
    before, after = (
        NO.official_expense("summons", kroner("800.00"), day) for day in (date(2024, 6, 30), date(2024, 7, 1))
    )
    assert (before.assumed, after.assumed) == (False, True)
    assert "assumed to have become law" in after.source
    assert not NO.official_expense("enforcement", kroner("800.00"), date(2026, 12, 31)).assumed
    assert NO.official_expense("enforcement", kroner("800.00"), date(2027, 1, 1)).assumed


def test_a_letter_leaves_its_debtor_fourteen_days() -> None:
    assert {NO.term(letter, kind, DAY) for letter in ("reminder", "demand") for kind in KINDS} == {14}
    # The demand's 14, and 28 more have to be over.
    assert {NO.term("second_demand", kind, DAY) for kind in KINDS} == {43}


@pytest.mark.parametrize(
    ("day", "rate"),
    [
        (date(2016, 7, 1), 850),
        (date(2019, 1, 1), 875),
        (date(2019, 7, 1), 925),
        (date(2020, 6, 30), 950),
        (date(2020, 7, 1), 800),
        (date(2021, 12, 31), 800),
        (date(2022, 1, 1), 850),
        (date(2022, 7, 1), 925),
        (date(2023, 1, 1), 1075),
        (date(2023, 7, 1), 1175),
        (date(2024, 1, 1), 1250),
        (date(2025, 6, 30), 1250),
        (date(2025, 7, 1), 1225),
        (date(2026, 6, 30), 1200),
        (date(2026, 7, 1), 1225),
        (date(2026, 12, 31), 1225),
    ],
)
def test_interest_is_the_rate_that_is_fixed_for_the_half_year_for_everybody(day: date, rate: int) -> None:
    rates = [NO.interest_rate(kind, day) for kind in KINDS]
    assert [each.basis_points for each in rates] == [rate, rate]
    assert not any(each.assumed for each in rates)


def test_after_the_last_known_half_year_the_last_rate_is_carried_on_and_says_so() -> None:
    rate = NO.interest_rate("company", date(2027, 1, 1))
    assert (rate.basis_points, rate.assumed) == (1225, True)


def test_interest_over_new_year_takes_each_half_years_rate() -> None:
    # 2025: 22 to 31 December are 10 days at 12.25 %; 2026: 1 to 20 January 20 days at 12 %.
    # 7300.00 * (10 * 1225 + 20 * 1200) / (365 * 10000) = 730000 * 36250 / 3650000 = 7250 øre.
    charge = NO.late_interest(kroner("7300.00"), "company", date(2025, 12, 22), date(2026, 1, 20))
    assert charge.money == kroner("72.50")
    assert not charge.assumed


def test_vat_is_25_percent() -> None:
    assert NO.vat_rate(DAY) == 2500
