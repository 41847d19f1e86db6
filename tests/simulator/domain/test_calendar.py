from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain import calendar
from simulator.domain.closed_days import CLOSED

HELSINKI = ZoneInfo("Europe/Helsinki")
YEARS = range(2020, 2036)


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


# The library's name for the days on which Swedish banks are closed although they are no public holidays.
CATEGORIES = {"FI": ("public",), "SE": ("public", "de_facto"), "NO": ("public",)}


@pytest.mark.parametrize("country", CLOSED)
@pytest.mark.parametrize("year", YEARS)
def test_the_frozen_table_of_a_country_agrees_with_an_independent_one(country: str, year: int) -> None:
    closed = holidays.country_holidays(country, years=year, categories=CATEGORIES[country])
    open_days = [day for day in every_day(year) if calendar.is_banking_day(country, day)]
    assert open_days == [day for day in every_day(year) if day.weekday() < 5 and day not in closed]


@pytest.mark.parametrize("country", CLOSED)
def test_a_table_has_the_years_2020_to_2035_the_calendars_and_one_more(country: str) -> None:
    assert sorted(CLOSED[country]) == list(YEARS)
    assert (calendar.FIRST_DAY.year, calendar.LAST_DAY.year + 1) == (YEARS[0], YEARS[-1])


# 2026 has 261 weekdays, as 2027 has. Of them are closed in 2026: in Finland 9, in Sweden 10, in Norway 8.
@pytest.mark.parametrize(
    ("country", "year", "days"),
    [("FI", 2026, 252), ("FI", 2027, 253), ("SE", 2026, 251), ("NO", 2026, 253)],
)
def test_a_year_has_its_number_of_banking_days(country: str, year: int, days: int) -> None:
    assert sum(calendar.is_banking_day(country, day) for day in every_day(year)) == days


@pytest.mark.parametrize(
    ("day", "closed_in"),
    [
        (date(2026, 1, 6), "FI SE"),  # Epiphany
        (date(2026, 4, 2), "NO"),  # Maundy Thursday
        (date(2026, 4, 6), "FI SE NO"),  # Easter Monday
        (date(2026, 5, 1), "FI SE NO"),
        (date(2027, 5, 17), "NO"),  # Constitution Day and Whit Monday
        (date(2026, 5, 25), "NO"),  # Whit Monday
        (date(2025, 6, 6), "SE"),  # National Day
        (date(2026, 6, 19), "FI SE"),  # Midsummer Eve
        (date(2027, 12, 6), "FI"),  # Independence Day
        (date(2026, 12, 24), "FI SE"),  # Christmas Eve
        (date(2026, 12, 31), "SE"),  # New Year's Eve
    ],
)
def test_the_same_weekday_is_a_banking_day_in_one_country_and_not_in_another(
    day: date, closed_in: str
) -> None:
    assert [country for country in CLOSED if not calendar.is_banking_day(country, day)] == closed_in.split()


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),  # New Year's Day
        date(2026, 1, 6),  # Epiphany, a Tuesday
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),  # May Day
        date(2026, 5, 14),  # Ascension Day
        date(2026, 6, 19),  # Midsummer Eve
        date(2027, 12, 6),  # Independence Day
        date(2026, 12, 24),  # Christmas Eve
        date(2026, 12, 25),  # Christmas Day
        date(2022, 12, 26),  # the second day of Christmas, a Monday
        date(2026, 1, 10),  # a Saturday
        date(2026, 1, 11),  # a Sunday
    ],
)
def test_banks_in_finland_are_closed_on_feast_days_eves_and_weekends(day: date) -> None:
    assert not calendar.is_banking_day("FI", day)


@pytest.mark.parametrize("day", [date(2026, 4, 2), date(2026, 12, 31), date(2026, 1, 7)])
def test_maundy_thursday_and_new_years_eve_are_banking_days(day: date) -> None:
    assert calendar.is_banking_day("FI", day)


def test_a_tuesday_holiday_is_not_a_banking_day_and_the_next_one_is_wednesday() -> None:
    assert calendar.next_banking_day("FI", date(2026, 1, 6)) == date(2026, 1, 7)
    assert calendar.next_banking_day("FI", date(2026, 1, 7)) == date(2026, 1, 7)


@pytest.mark.parametrize(
    ("day", "n", "then"),
    [
        (date(2026, 1, 5), 1, date(2026, 1, 7)),  # over Epiphany
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 23), 2, date(2026, 12, 29)),  # over Christmas and a weekend
        (date(2026, 1, 10), 1, date(2026, 1, 12)),  # from a Saturday
        (date(2026, 1, 10), 0, date(2026, 1, 12)),
        (date(2026, 1, 12), 0, date(2026, 1, 12)),
        (date(2026, 1, 12), -4, date(2026, 1, 5)),  # Fri 9, Thu 8, Wed 7, (Epiphany), Mon 5
    ],
)
def test_banking_days_are_counted_over_what_is_closed(day: date, n: int, then: date) -> None:
    assert calendar.add_banking_days("FI", day, n) == then


@given(st.dates(date(2020, 6, 1), date(2035, 6, 1)), st.integers(1, 60))
def test_as_many_banking_days_lie_between_as_were_added(day: date, n: int) -> None:
    then = calendar.add_banking_days("FI", day, n)
    between = [day + timedelta(days=i + 1) for i in range((then - day).days)]
    assert sum(calendar.is_banking_day("FI", each) for each in between) == n
    assert calendar.is_banking_day("FI", then)


@pytest.mark.parametrize("day", [date(2019, 12, 31), date(2036, 1, 5)])
def test_a_year_without_a_table_is_refused_and_the_known_years_are_named(day: date) -> None:
    with pytest.raises(
        ValueError, match=f"{day} is a banking day in FI is not known: years 2020 to 2035 are"
    ):
        calendar.is_banking_day("FI", day)


def test_a_country_without_a_table_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(ValueError, match="banking days of 'DK' are not known: those of FI, SE, NO are"):
        calendar.is_banking_day("DK", date(2026, 1, 7))


def test_a_moment_keeps_its_time_of_day_over_the_change_to_summer_time() -> None:
    friday = datetime(2026, 3, 27, 9, 30, tzinfo=HELSINKI)  # +02:00
    monday = calendar.add_banking_days_to_moment("FI", HELSINKI, friday, 1)
    assert monday == datetime(2026, 3, 30, 6, 30, tzinfo=UTC)  # 09:30 +03:00


def test_a_moment_is_counted_from_its_local_day_not_from_its_utc_day() -> None:
    late = datetime(2026, 1, 8, 22, 30, tzinfo=UTC)  # Friday 00:30 in Helsinki
    assert calendar.add_banking_days_to_moment("FI", HELSINKI, late, 1) == datetime(
        2026, 1, 11, 22, 30, tzinfo=UTC
    )  # Monday 00:30


def test_a_local_time_is_an_instant_in_utc() -> None:
    assert calendar.at_local(HELSINKI, date(2026, 1, 12), time(9)) == datetime(2026, 1, 12, 7, tzinfo=UTC)
    assert calendar.at_local(HELSINKI, date(2026, 7, 1), time(9)).tzinfo is UTC


def test_a_time_that_the_clocks_skip_is_the_first_instant_after_the_gap() -> None:
    # On 29 March 2026 clocks in Helsinki go from 03:00 to 04:00, at 01:00 UTC.
    for minute in (0, 1, 30, 59):
        skipped = calendar.at_local(HELSINKI, date(2026, 3, 29), time(3, minute))
        assert skipped == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_the_clocks_show_twice_is_the_first_of_the_two() -> None:
    # On 25 October 2026 clocks in Helsinki go back from 04:00 to 03:00, at 01:00 UTC.
    assert calendar.at_local(HELSINKI, date(2026, 10, 25), time(3, 30)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert calendar.at_local(HELSINKI, date(2026, 10, 25), time(3, 30, fold=1)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_day_without_midnight_opens_with_its_first_instant() -> None:
    # In Beirut summer time begins at 00:00, as on 29 March 2026.
    beirut = ZoneInfo("Asia/Beirut")
    assert calendar.opens(beirut, date(2026, 3, 22), 7) == datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert calendar.local_date(beirut, datetime(2026, 3, 28, 22, tzinfo=UTC)) == date(2026, 3, 29)


def test_seven_days_after_the_due_date_open_at_local_midnight() -> None:
    assert calendar.opens(HELSINKI, date(2026, 1, 28), 7) == datetime(2026, 2, 3, 22, tzinfo=UTC)
    # Over the change to summer time the local midnight is an hour earlier in UTC.
    assert calendar.opens(HELSINKI, date(2026, 3, 25), 7) == datetime(2026, 3, 31, 21, tzinfo=UTC)


def test_a_day_at_the_ends_of_the_calendar_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="years 2 to 9998 are allowed"):
        calendar.at_local(ZoneInfo("Pacific/Auckland"), date.min)
    with pytest.raises(ValueError, match="years 2 to 9998 are allowed"):
        calendar.at_local(ZoneInfo("America/New_York"), date.max, time(20))
    with pytest.raises(ValueError, match="7 days after 9999-12-31 is no date"):
        calendar.opens(HELSINKI, date.max, 7)


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.times(),
    st.sampled_from(["Europe/Helsinki", "Europe/Stockholm", "Europe/Oslo", "Asia/Beirut", "UTC"]),
)
def test_no_instant_shows_a_time_before_the_one_that_was_asked_for(day: date, at: time, name: str) -> None:
    zone = ZoneInfo(name)
    shown = calendar.at_local(zone, day, at).astimezone(zone).replace(tzinfo=None)
    assert timedelta(0) <= shown - datetime.combine(day, at) <= timedelta(hours=1)
