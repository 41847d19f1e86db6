"""The reference client's banking days: by hand, and the same as the calendar's."""

from datetime import date, timedelta

from conformance.clients.reference.banking import days_later, is_open
from simulator.domain.calendar import add_banking_days


def test_four_banking_days_by_hand() -> None:
    assert days_later(date(2026, 1, 12), 4) == date(2026, 1, 16)  # Monday to Friday
    assert days_later(date(2026, 1, 17), 4) == date(2026, 1, 22)  # from a Saturday
    assert days_later(date(2026, 4, 1), 4) == date(2026, 4, 9)  # Good Friday and Easter Monday between


def test_holidays_by_hand() -> None:
    days = "2026-01-01 2026-01-06 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-06-19 2026-12-24"
    assert [day for day in days.split() if is_open(date.fromisoformat(day))] == []


def test_they_are_the_calendars_for_years() -> None:
    day = date(2025, 1, 1)
    while day < date(2028, 1, 1):
        assert days_later(day, 1) == add_banking_days("FI", day, 1), day
        day += timedelta(days=1)
