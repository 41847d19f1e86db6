"""The law as a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pages.law import page
from simulator.law import LAWS, Band, Law, Row

PAGE = page(LAWS)


def drawn(**tables: Any) -> list[str]:
    """The lines of the page once Finland has these tables."""
    return page({**LAWS, "FI": replace(LAWS["FI"], **tables)}).splitlines()


def tables_of(law: Law) -> list[tuple[Row[Any], ...]]:
    by_key = (law.fees, law.ceilings, law.chargeable_from, law.terms, law.expenses, law.interest_margins)
    return [law.reference_rates, law.vat_rates, *(rows for table in by_key for rows in table.values())]


@pytest.mark.parametrize("country", LAWS)
def test_every_row_of_every_table_stands_on_the_page_with_its_day_and_source(country: str) -> None:
    law = LAWS[country]
    lines = PAGE[PAGE.index(f"\n## {law.name}\n") :].splitlines()
    for row in (row for rows in tables_of(law) for row in rows):
        found = [line for line in lines if f"| {row.since} |" in line and line.endswith(f"| {row.source} |")]
        assert found, row
        assert row.stated or all("*assumed*" in line for line in found)


def test_bands_are_drawn_with_the_fees_of_the_first_letter_and_the_next() -> None:
    bands = (Band(100_00, (14_00, 7_00)), Band(None, (50_00, 25_00)))
    row = Row(date(2022, 5, 1), bands, "An Act")
    lines = drawn(fees={**LAWS["FI"].fees, ("demand", "consumer"): (row,)})
    assert (
        "| demand, consumer | 2022-05-01 |  | up to 100.00: 14.00 and 7.00<br>above: 50.00 and 25.00 | An Act |"
        in lines
    )


def test_a_row_that_ends_before_the_next_begins_is_carried_on_and_so_is_the_last() -> None:
    rows = (
        Row(date(2020, 1, 1), 1_00, "A", date(2020, 6, 30)),
        Row(date(2020, 7, 1), -50, "B", date(2020, 12, 31)),
        Row(date(2021, 7, 1), 2_05, "C"),
        Row(date(2022, 1, 1), 3_00, "D", date(2022, 6, 30)),
    )
    lines = [line for line in drawn(reference_rates=rows) if line.startswith("| reference rate | 202")]
    assert lines[:4] == [
        "| reference rate | 2020-01-01 | 2020-06-30 | 1.00 % | A |",
        "| reference rate | 2020-07-01 | 2020-12-31, then carried on (*assumed*) | -0.50 % | B |",
        "| reference rate | 2021-07-01 | 2021-12-31 | 2.05 % | C |",
        "| reference rate | 2022-01-01 | 2022-06-30, then carried on (*assumed*) | 3.00 % | D |",
    ]


def test_a_figure_that_no_source_states_is_marked() -> None:
    row = Row(date(2022, 1, 1), (Band(None, (65_00,)),), "Assumed", stated=False)
    assert "| summons | 2022-01-01 |  | 65.00 (*assumed*) | Assumed |" in drawn(expenses={"summons": (row,)})


def test_tables_that_hold_the_same_rows_are_one() -> None:
    rows = (Row(date(2022, 1, 1), 10, "An Act"),)
    lines = drawn(terms={("reminder", "company"): rows, ("demand", "company"): rows})
    assert "| reminder, company<br>demand, company | 2022-01-01 |  | 10 days | An Act |" in lines


def test_the_case_of_each_country_shows_each_charge_with_the_rows_that_it_came_of() -> None:
    # Norway: 0.4 x 750 = 300.00 in all, 38.00 of it the reminder's. 1800.00 x 0.12 x 35 / 365 = 20.7123.
    case = PAGE[PAGE.index("### A case in Norway") : PAGE.index("## Finland")]
    amounts = [line.split(" | ")[2] for line in case.splitlines() if line.startswith("| 2026")]
    assert amounts == ["38.00 NOK", "262.00 NOK", "20.71 NOK"]
    assert (
        case.count(
            "collector's fee by principal, consumer, the creditor's reminders within it, since 2026-01-01"
        )
        == 1
    )
    # Sweden: over new year, into a half-year that no source states: 7300.00 x 0.10 x 37 / 365 = 74.00.
    assert "| 2027-01-20 | interest of 37 days | 74.00 SEK (*assumed*) |" in PAGE
