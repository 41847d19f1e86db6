"""Honest verdicts."""

from typing import Any

import pytest

from conformance.verdict import CheckResult, Finding, exit_code, of_scenario, result_of, summary, unlooked


def result(verdict: str, name: str = "a") -> CheckResult:
    return CheckResult(name, (), "must", verdict, 1)


def run(*verdicts: str) -> dict[str, Any]:
    return {"summary": summary({"verdict": verdict} for verdict in verdicts)}


def test_a_check_that_looked_at_nothing_has_not_passed() -> None:
    assert result_of("a", (), "must", 0, []).verdict == "not_applicable"
    assert result_of("a", (), "must", 3, []).verdict == "passed"


def test_a_finding_fails_a_must_and_warns_for_a_should_or_a_warning() -> None:
    bad, mild = Finding("bad", evidence=(4,)), Finding("mild", warning=True)
    assert result_of("a", (), "must", 1, [bad]).verdict == "failed"
    assert result_of("a", (), "should", 1, [bad]).verdict == "warned"
    assert result_of("a", (), "must", 1, [mild]).verdict == "warned"


def test_the_worst_finding_speaks_and_the_others_are_counted() -> None:
    found = result_of(
        "a", ("R-1",), "must", 5, [Finding("mild", warning=True), Finding("bad", "x", "y", "t", (4,))]
    )
    assert (found.message, found.expected, found.actual, found.at, found.evidence) == (
        "bad (and 1 more)",
        "x",
        "y",
        "t",
        (4,),
    )
    assert found.words()["rules"] == ["R-1"]


def test_a_scenario_is_as_bad_as_its_worst_check() -> None:
    assert of_scenario([result("passed"), result("failed"), result("warned")]) == "failed"
    assert of_scenario([result("passed"), result("warned"), result("not_applicable")]) == "warned"
    assert of_scenario([result("passed"), result("not_applicable")]) == "passed"


def test_a_scenario_in_which_nothing_was_judged_is_not_green() -> None:
    assert of_scenario([]) == "not_applicable"
    assert of_scenario([result("not_applicable")]) == "not_applicable"
    assert of_scenario([result("passed", "polite")], harmless=["polite"]) == "not_applicable"
    assert of_scenario([result("failed", "polite")], harmless=["polite"]) == "failed"


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        (["passed", "not_applicable"], 0),
        (["warned"], 0),
        (["passed", "failed"], 1),
        (["not_applicable"], 2),
        ([], 2),
        (["failed", "config_error"], 2),
        (["failed", "config_error", "harness_error"], 3),
    ],
)
def test_the_first_exit_code_that_applies(verdicts: list[str], code: int) -> None:
    assert exit_code(run(*verdicts)) == code


def checked(rules: list[str], looked: int) -> dict[str, Any]:
    return {"checks": [{"rules": rules, "looked": looked}]}


def test_the_rules_that_no_check_looked_at_are_told() -> None:
    scenarios = [checked(["R-1", "R-2"], 1), checked(["R-3"], 0)]
    assert unlooked(["R-4", "R-3", "R-2"], scenarios) == ["R-3", "R-4"]


def test_rules_that_nothing_looked_at_count_in_a_strict_run_alone() -> None:
    result = {**run("passed"), "unlooked": ["R-1"]}
    assert (exit_code(result), exit_code(result, strict=True)) == (0, 1)
    assert exit_code({**result, "unlooked": []}, strict=True) == 0
    assert exit_code({**run(), "unlooked": ["R-1"]}, strict=True) == 2


def test_a_warning_counts_where_that_is_asked_for_also_beside_a_known_failure() -> None:
    warned = {
        "verdict": "failed",
        "known": True,
        "checks": [{"verdict": "warned"}, {"verdict": "failed", "known": {}}],
    }
    result = {**run("failed"), "scenarios": [warned]}
    assert (exit_code(result), exit_code(result, fail_on_warning=True)) == (0, 1)


def test_a_baseline_that_no_longer_holds_fails_a_run_in_which_all_is_well() -> None:
    assert exit_code({**run("passed"), "baseline": {"known": 0, "stale": [{}]}}) == 1
    assert exit_code({**run("passed"), "baseline": {"known": 0, "stale": []}}) == 0
