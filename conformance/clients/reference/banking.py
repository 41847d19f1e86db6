"""Finnish banking days: weekdays without the public holidays on which banks are closed.

Source: Finance Finland, bank holidays in Finland.
"""

from datetime import date, timedelta

_FIXED = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
_FROM_EASTER = (-2, 1, 39)  # Good Friday, Easter Monday, Ascension Day


def days_later(day: date, days: int) -> date:
    """The day so many banking days after another."""
    while days:
        day += timedelta(days=1)
        days -= is_open(day)
    return day


def is_open(day: date) -> bool:
    """Whether banks are open on a day."""
    easter = _easter(day.year)
    closed = day in {easter + timedelta(days=offset) for offset in _FROM_EASTER}
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED and not closed and not midsummer_eve


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (Gauss, as corrected by Lichtenberg)."""
    century = year // 100
    shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    moon = year % 19
    seed = (19 * moon + shift) % 30
    correction = (seed + moon // 11) // 29
    limit = 21 + seed - correction
    sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=limit + 7 - (limit - sunday) % 7 - 1)
