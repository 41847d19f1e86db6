"""The rule catalogue: rows that say who must do what, where that is stated, and with which figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from simulator.resources import specs
from tests.specs.reading import document, load, names, operations

FILES = sorted(specs().glob("rules/*.yaml"))
ROWS: list[tuple[str, dict[str, Any]]] = [(path.stem, row) for path in FILES for row in load(path)]
BY_ID = {row["id"]: row for _, row in ROWS}
_SIGN = re.compile(r"(fact|answer|refusal|fault|webhook):[a-z_]+|process:killed")
BOOKED = {"settle_principal", "settle_interest"}

# The figures of the rules, once more and by hand: a slip of the pen here or there shows.
VALUES: dict[str, Any] = {
    "ROPO-ACT-4": {"working_days": [1, 2]},
    "ROPO-GEO-1": {"countries": ["FI", "SE", "NO"]},
    "ROPO-GEO-2": {"FI": "EUR", "SE": "SEK", "NO": "NOK"},
    "ROPO-GEO-4": {"types": ["b2b", "b2c", "b2b_rental", "b2c_rental"], "rental_countries": ["FI"]},
    "ROPO-TRF-1": {"days_after_due": 7},
    "ROPO-TRF-2": {"days_after_due": 14},
    "ROPO-TRF-3": {"collection_types": ["reminder_and_collection", "collection"]},
    "MAVENTA-AUTH-1": {"minutes": 60},
    "NETV-ACT-4": {"days": 3},
    "NETV-ACT-5": {"from": "22:00", "to": "05:00", "zone": "Europe/Helsinki"},
    "NETV-REM-1": {"days_after_due": 1},
    "KRAV-TRF-1": {"days_after_due": 7, "days_after_invoice": 14},
    "KRAV-TRF-2": {"days_after_due": 14, "days_after_invoice": 28},
    "KRAV-TRF-3": {"countries": ["FI", "SE", "DK"]},
}
# The rules of one agency are stated by the documentation of an ERP, whose name their ids begin with.
NAMED_BY_ANOTHER = {"amili": "NETV"}
COUNTS = {"amili": 35, "ropo": 28, "client": 15, "maventa": 3}


def _duties() -> set[str]:
    """Every duty that some document knows."""
    found: set[str] = set()
    for name in names():
        for operation in operations(document(name)):
            duty = operation.says.get("x-dunbox-means", {}).get("duty")
            found |= {*duty["map"].values()} if isinstance(duty, dict) else {duty} if duty else set()
    return found


@pytest.mark.parametrize(("file", "row"), ROWS, ids=list(BY_ID))
def test_a_row_says_who_must_do_what_and_where_that_is_stated(file: str, row: Mapping[str, Any]) -> None:
    assert row.keys() <= {
        "id",
        "by",
        "duties",
        "debtor_kind",
        "rule",
        "values",
        "source",
        "note",
        "when",
        "reason",
    }
    found = re.fullmatch(r"([A-Z]+)-[A-Z][A-Z0-9]+-[1-9][0-9]*", row["id"])
    assert found
    assert found[1] == NAMED_BY_ANOTHER.get(file, found[1])
    assert file in NAMED_BY_ANOTHER or file.upper().startswith(found[1])
    assert row["by"] in ("provider", "client", "both")
    assert row["rule"].endswith(".")
    assert row["source"]
    assert not re.search(r"\.(txt|md|yaml|pdf)\b|seeds", row["source"])
    assert set(row.get("duties", ())) <= _duties() | BOOKED
    assert all(_SIGN.fullmatch(sign) for sign in row.get("when", ()))


def test_at_most_one_row_in_ten_says_why_it_is_not_covered() -> None:
    assert sum("reason" in row for _, row in ROWS) <= len(ROWS) / 10


def test_row_ids_are_unique_and_the_files_are_whole() -> None:
    assert len(ROWS) == len(BY_ID)
    assert {path.stem: len(load(path)) for path in FILES if path.stem in COUNTS} == COUNTS


@pytest.mark.parametrize("rule", VALUES)
def test_the_figures_of_a_rule_are_those_of_its_source(rule: str) -> None:
    assert BY_ID[rule]["values"] == VALUES[rule]


def test_the_scopes_that_can_be_asked_for_are_those_of_the_token() -> None:
    scheme = document("maventa")["components"]["securitySchemes"]["company_auth"]
    assert BY_ID["MAVENTA-AUTH-2"]["values"]["scopes"] == list(scheme["flows"]["clientCredentials"]["scopes"])


def test_a_rule_for_clients_of_a_provider_names_the_duties_by_which_checks_find_it() -> None:
    rows = [row for file, row in ROWS if file not in ("client", "maventa")]
    silent = [row["id"] for row in rows if row["by"] != "provider" and not row.get("duties")]
    assert silent == []


def test_the_waiting_time_of_a_transfer_is_told_for_companies_and_consumers() -> None:
    rows = [row for _, row in ROWS if "days_after_due" in row.get("values", {})]
    told = {(row["id"], row.get("debtor_kind", "any")): row["values"]["days_after_due"] for row in rows}
    assert told == {
        ("KRAV-TRF-1", "company"): 7,
        ("KRAV-TRF-2", "consumer"): 14,
        ("NETV-REM-1", "any"): 1,
        ("PERI-TRF-2", "any"): 1,
        ("ROPO-TRF-1", "company"): 7,
        ("ROPO-TRF-2", "consumer"): 14,
    }
