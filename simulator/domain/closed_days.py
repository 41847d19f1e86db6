"""The weekdays on which a country's banks are closed, frozen year by year: MM-DD.

Saturdays and Sundays are not listed. To add a country, add its years; to add a year, add a row.
"""

from collections.abc import Mapping

# Finland. Banks keep closed on public holidays, Independence Day, 1 May, Midsummer Eve and Christmas Eve, as
# they publish for their customers. Moving feasts follow Easter (Gregorian computus), Midsummer Eve is the
# Friday from 19 to 25 June. A test compares every year with an independent table.
_FINLAND = {
    2020: "01-01 01-06 04-10 04-13 05-01 05-21 06-19 12-24 12-25",
    2021: "01-01 01-06 04-02 04-05 05-13 06-25 12-06 12-24",
    2022: "01-06 04-15 04-18 05-26 06-24 12-06 12-26",
    2023: "01-06 04-07 04-10 05-01 05-18 06-23 12-06 12-25 12-26",
    2024: "01-01 03-29 04-01 05-01 05-09 06-21 12-06 12-24 12-25 12-26",
    2025: "01-01 01-06 04-18 04-21 05-01 05-29 06-20 12-24 12-25 12-26",
    2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25",
    2027: "01-01 01-06 03-26 03-29 05-06 06-25 12-06 12-24",
    2028: "01-06 04-14 04-17 05-01 05-25 06-23 12-06 12-25 12-26",
    2029: "01-01 03-30 04-02 05-01 05-10 06-22 12-06 12-24 12-25 12-26",
    2030: "01-01 04-19 04-22 05-01 05-30 06-21 12-06 12-24 12-25 12-26",
    2031: "01-01 01-06 04-11 04-14 05-01 05-22 06-20 12-24 12-25 12-26",
    2032: "01-01 01-06 03-26 03-29 05-06 06-25 12-06 12-24",
    2033: "01-06 04-15 04-18 05-26 06-24 12-06 12-26",
    2034: "01-06 04-07 04-10 05-01 05-18 06-23 12-06 12-25 12-26",
    2035: "01-01 03-23 03-26 05-01 05-03 06-22 12-06 12-24 12-25 12-26",
}

CLOSED: Mapping[str, Mapping[int, str]] = {"FI": _FINLAND}
"""By country (ISO 3166, two letters) and year."""
