"""What is known to fail: read with every mistake told, and held against a run."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from conformance.baseline import BaselineError, Entry, applied, entries
from conformance.verdict import exit_code
from tests.conformance.reports.example_of_a_run import FAILED_CHECK, PASSED_CHECK, result, scenario

TODAY = date(2026, 3, 1)
SCENARIOS = ["north/in-time", "north/late"]
CHECKS = ["list.read-to-the-end", "settlement.booked-once"]
WHOLE = """
- scenario: north/late
  check: settlement.booked-once
  reason: booked twice until release 8
  owner: Anna
  expires: 2026-06-30
"""


def read(text: str) -> list[Entry]:
    return entries(text.encode(), "known.yaml", SCENARIOS, CHECKS, TODAY)


def refused(text: str) -> str:
    with pytest.raises(BaselineError) as caught:
        read(text)
    return str(caught.value)


def run(*scenarios: dict[str, Any]) -> dict[str, Any]:
    """A result of these scenarios alone."""
    summary = dict.fromkeys(result()["summary"], 0)
    for one in scenarios:
        summary[one["verdict"]] += 1
    return {**result(), "scenarios": list(scenarios), "summary": summary, "unlooked": []}


def late(verdict: str = "failed", *checks: dict[str, Any]) -> dict[str, Any]:
    return scenario("north/late", verdict, list(checks) or [dict(FAILED_CHECK)])


# --- reading ------------------------------------------------------------------------------------------------


def test_an_entry_has_a_failure_a_reason_an_owner_and_a_last_day() -> None:
    (entry,) = read(WHOLE)
    assert (entry.scenario, entry.check) == ("north/late", "settlement.booked-once")
    assert entry.words() == {
        "reason": "booked twice until release 8",
        "owner": "Anna",
        "expires": "2026-06-30",
    }
    assert entry.place == "known.yaml:2"


def test_the_last_day_may_stand_in_quotes() -> None:
    assert read(WHOLE.replace("2026-06-30", '"2026-06-30"')) == read(WHOLE)


@pytest.mark.parametrize("text", ["", "# nothing is known\n", "[]"])
def test_an_empty_baseline_knows_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("key", ["scenario", "check", "reason", "owner", "expires"])
def test_an_entry_that_lacks_a_key_is_answered_with_the_line_to_write(key: str) -> None:
    lines = [line for line in WHOLE.replace("- ", "  ", 1).splitlines() if f" {key}:" not in line and line]
    told = refused("- " + "\n".join(lines).lstrip())
    assert told.startswith("known.yaml:1: the entry for ")
    assert f"has no {key}: write `{key}: " in told


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "north/late",
            "north/lte",
            "known.yaml:2: there is no scenario 'north/lte': write `scenario: north/late`",
        ),
        ("settlement.booked-once", "settlement.booked", "write `check: settlement.booked-once`"),
        (
            "settlement.booked-once",
            "xyz",
            "there is no check 'xyz': `dunbox list` shows those that there are",
        ),
        ("owner: Anna", "owner: 7", 'known.yaml:5: 7 is not text: write `owner: "7"`'),
        ("owner: Anna", "owner:", "has no owner: write `owner: who mends it`"),
        ("2026-06-30", "next year", "known.yaml:6: next year is no day: write `expires: 2027-03-01`"),
        ("2026-06-30", '"30.6.2026"', "known.yaml:6: 30.6.2026 is no day: write `expires: 2027-03-01`"),
        (
            "north/late",
            "[north/late]",
            "scenario is a list and has to be one text: write `scenario: north/late`",
        ),
        (
            "north/late",
            "[north/late, north/in-time]",
            "to be one text: write `scenario: agency/the-story`, in an entry for each",
        ),
        ("Anna", "{first: Anna}", "owner is a mapping and has to be one text: write `owner: who mends it`"),
        ("2026-06-30", "2026-06-31", "known.yaml:6: 2026-06-31 is no day"),
        ("  owner: Anna", "  ownr: Anna", "known.yaml:5: an entry has no 'ownr': write `owner: Anna`"),
        (
            "  owner: Anna",
            "  owner: Anna\n  zzz: 1",
            "an entry has no 'zzz': an entry has scenario, check, reason",
        ),
    ],
)
def test_a_mistyped_entry_is_answered_with_the_line_to_write(right: str, wrong: str, told: str) -> None:
    assert told in refused(WHOLE.replace(right, wrong))


def test_every_mistake_is_told_at_once() -> None:
    told = refused(WHOLE.replace("north/late", "nrth/late") + "- nothing\n" + WHOLE.replace("Anna", ""))
    assert [line.partition(": ")[0] for line in told.splitlines() if line.startswith("known")] == [
        "known.yaml:2",
        "known.yaml:7",
        "known.yaml:9",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "scenario: north/late",
            "known.yaml:1: a baseline is a list of entries; write them like\n  - scenario:",
        ),
        (WHOLE + WHOLE, "stands in known.yaml:2 too: delete one"),
        ("- {scenario: [", "known.yaml:2:1: this is not YAML"),
    ],
)
def test_what_is_no_list_of_different_entries_is_refused(text: str, told: str) -> None:
    assert told in refused(text)


# --- a run --------------------------------------------------------------------------------------------------


def test_a_known_failure_does_not_fail_the_run_and_is_marked() -> None:
    before = run(late(), scenario("north/in-time", "passed", [dict(PASSED_CHECK)]))
    found = applied(before, read(WHOLE), TODAY)
    assert (exit_code(before), exit_code(found)) == (1, 0)
    assert found["scenarios"][0]["known"] is True
    assert found["scenarios"][0]["checks"][0]["known"]["owner"] == "Anna"
    assert found["baseline"] == {"known": 1, "stale": []}
    assert "known" not in found["scenarios"][1]
    assert found["summary"]["failed"] == 1


def test_another_failure_in_the_same_scenario_still_counts() -> None:
    other = {**PASSED_CHECK, "verdict": "failed"}
    found = applied(run(late("failed", dict(FAILED_CHECK), other)), read(WHOLE), TODAY)
    assert exit_code(found) == 1
    assert "known" not in found["scenarios"][0]


@pytest.mark.parametrize(
    ("verdict", "why"), [("passed", "passes in"), ("not_applicable", "has nothing to look at in")]
)
def test_an_entry_that_no_longer_fails_fails_the_run(verdict: str, why: str) -> None:
    found = applied(run(late("passed", {**FAILED_CHECK, "verdict": verdict})), read(WHOLE), TODAY)
    (stale,) = found["baseline"]["stale"]
    assert stale["message"] == f"settlement.booked-once {why} north/late: delete this entry"
    assert stale["place"] == "known.yaml:2"
    assert exit_code(found) == 1


def test_an_entry_holds_through_its_last_day_and_not_longer() -> None:
    assert exit_code(applied(run(late()), read(WHOLE), date(2026, 6, 30))) == 0
    found = applied(run(late()), read(WHOLE), date(2026, 7, 1))
    assert exit_code(found) == 1
    assert "known" not in found["scenarios"][0]
    assert (
        "the last day of settlement.booked-once in north/late was 2026-06-30"
        in found["baseline"]["stale"][0]["message"]
    )
    assert "write `expires: YYYY-MM-DD`" in found["baseline"]["stale"][0]["message"]


def test_an_entry_about_what_was_not_judged_is_let_be() -> None:
    elsewhere = run(scenario("north/in-time", "passed", [dict(PASSED_CHECK)]))
    assert applied(elsewhere, read(WHOLE), TODAY)["baseline"] == {"known": 0, "stale": []}
    broken = run(scenario("north/late", "harness_error", []))
    assert applied(broken, read(WHOLE), TODAY)["baseline"]["stale"] == []


def test_a_known_warning_does_not_count_where_warnings_do() -> None:
    warned = run(late("warned", {**FAILED_CHECK, "verdict": "warned"}))
    assert exit_code(warned, fail_on_warning=True) == 1
    assert exit_code(applied(warned, read(WHOLE), TODAY), fail_on_warning=True) == 0
