"""All stories and all wrong clients, played for real: is every rule simulated, exercised, checked and proven?"""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance import rules
from conformance.cli import exit_code_of
from conformance.cli.bundle import rule_files


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, Any]]:
    """What `dunbox rules --json` prints, by id."""
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr("conformance.cli.rules.click.echo", lambda text, **_: written.append(text))
        assert exit_code_of(["rules", "--json"]) == 0
    return {row["id"]: row for row in json.loads(written[0])["rules"]}


def test_every_rule_of_the_catalogue_has_a_row(found: dict[str, dict[str, Any]]) -> None:
    assert list(found) == [row["id"] for rows in rule_files().values() for row in rows]


def test_every_rule_is_simulated_exercised_checked_and_proven_or_says_why_not(
    found: dict[str, dict[str, Any]],
) -> None:
    assert dict(rules.uncovered(found.values())) == {}


def test_a_row_names_who_covers_it(found: dict[str, dict[str, Any]]) -> None:
    (row,) = (
        row
        for row in found.values()
        if "settlement.booked-once" in row["checked_by"] and row["by"] == "both" and "interest" in row["rule"]
    )
    assert {one["sign"] for one in row["simulated_by"]} == {"fact:interest_settled"}
    assert set(row["exercised_by"]) <= set(row["simulated_by"][0]["scenarios"])
    assert "books-the-settlement-twice" in row["proven_by"]
