"""Verdicts: what a check found, what follows for a scenario, and for a run.

A check that looked at nothing is `not_applicable`, never passed; a scenario in which nothing was looked at is
not green; what the harness itself got wrong is never the client's fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PASSED, FAILED, WARNED, NOT_APPLICABLE = "passed", "failed", "warned", "not_applicable"
CONFIG_ERROR, HARNESS_ERROR = "config_error", "harness_error"
VERDICTS = (PASSED, FAILED, WARNED, NOT_APPLICABLE, CONFIG_ERROR, HARNESS_ERROR)

MUST, SHOULD = "must", "should"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that breaks a law, or (`warning`) comes close to it.

    `at` is virtual time, ISO 8601 with offset; `evidence` are ids of records of the trace.
    """

    message: str
    expected: str = ""
    actual: str = ""
    at: str = ""
    evidence: tuple[int, ...] = ()
    warning: bool = False


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check says of one scenario; `looked` is how many things it looked at."""

    id: str
    rules: tuple[str, ...]
    severity: str
    verdict: str
    looked: int
    message: str = ""
    expected: str = ""
    actual: str = ""
    at: str = ""
    evidence: tuple[int, ...] = ()

    def words(self) -> dict[str, Any]:
        """The same as an object of the run's result."""
        return {
            "id": self.id,
            "rules": list(self.rules),
            "severity": self.severity,
            "verdict": self.verdict,
            "looked": self.looked,
            "message": self.message,
            "expected": self.expected,
            "actual": self.actual,
            "at": self.at,
            "evidence": list(self.evidence),
        }


def result_of(
    check: str, rules: Sequence[str], severity: str, looked: int, found: Sequence[Finding]
) -> CheckResult:
    """A check's result from what it looked at and found; the worst finding speaks for all."""
    if not found:
        verdict = PASSED if looked else NOT_APPLICABLE
        message = "" if looked else "there was nothing to look at"
        return CheckResult(check, tuple(rules), severity, verdict, looked, message)
    worst = next((finding for finding in found if not finding.warning), found[0])
    verdict = FAILED if severity == MUST and not worst.warning else WARNED
    others = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return CheckResult(
        id=check,
        rules=tuple(rules),
        severity=severity,
        verdict=verdict,
        looked=max(looked, len(found)),
        message=worst.message + others,
        expected=worst.expected,
        actual=worst.actual,
        at=worst.at,
        evidence=worst.evidence,
    )


def of_scenario(results: Iterable[CheckResult], *, harmless: Iterable[str] = ()) -> str:
    """A scenario's verdict from its checks' results.

    `harmless` are checks that look at something in every story, such as whether the client answered at all:
    they can fail a scenario, but alone they make none green.
    """
    found = list(results)
    verdicts = {result.verdict for result in found}
    idle = set(harmless)
    if FAILED in verdicts:
        return FAILED
    if WARNED in verdicts:
        return WARNED
    judged = any(result.verdict == PASSED and result.id not in idle for result in found)
    return PASSED if judged else NOT_APPLICABLE


def counted(count: float, word: str) -> str:
    """A count with its word, in the plural unless it is one."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def summary(scenarios: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many scenarios have which verdict."""
    counts = dict.fromkeys(VERDICTS, 0)
    for scenario in scenarios:
        counts[scenario["verdict"]] += 1
    return counts


def unlooked(rules: Iterable[str], scenarios: Iterable[Mapping[str, Any]]) -> list[str]:
    """Those of the rules that no check of these scenarios looked at, sorted."""
    looked = {
        rule
        for scenario in scenarios
        for check in scenario["checks"]
        if check["looked"]
        for rule in check["rules"]
    }
    return sorted(set(rules) - looked)


def exit_code(result: Mapping[str, Any], *, strict: bool = False, fail_on_warning: bool = False) -> int:
    """What a run exits with: 3 the harness erred, 2 wrong configuration or nothing judged, 1 failed, 0 all well.

    Of a client that was running already, an answer of no to its pre-flight is a wrong configuration too.
    What a baseline expects to fail does not count, and an entry of it that no longer holds does. With
    `strict` a rule that nothing looked at counts as a failure, with `fail_on_warning` a warning. A shard that is
    idle judges nothing, and that is well: what there is to judge, other shards do.
    """
    counts: Mapping[str, int] = result["summary"]
    if counts[HARNESS_ERROR]:
        return 3
    judged = counts[PASSED] + counts[WARNED] + counts[FAILED]
    unready = any(one["answer"] == "no" for one in result.get("preflight") or ())
    idle = (result.get("shard") or {}).get("idle", False)
    if counts[CONFIG_ERROR] or unready or not (judged or idle):
        return 2
    scenarios = result.get("scenarios") or ()
    known = sum(1 for scenario in scenarios if scenario.get("known"))
    failed = counts[FAILED] > known or bool((result.get("baseline") or {}).get("stale"))
    warned = fail_on_warning and any(map(has_warning, scenarios))
    return 1 if failed or warned or (strict and result["unlooked"]) else 0


def has_warning(scenario: Mapping[str, Any]) -> bool:
    """Whether a check of a scenario warned, other than as the baseline expects."""
    return any(check["verdict"] == WARNED and not check.get("known") for check in scenario["checks"])
