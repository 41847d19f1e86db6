"""Who simulates, exercises, checks and proves a rule: read from traces and results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import pytest

from conformance.catalogue import Catalogue
from conformance.clients.wrong import WrongClient
from conformance.rules import rows, shown_in, uncovered
from conformance.scenario import Scenario
from conformance.selftest import PYTHON, REFERENCE, Proof
from tests.conformance.reports.example_of_a_run import PASSED_CHECK, scenario


def rule(name: str, by: str, **words: Any) -> dict[str, Any]:
    return {"id": name, "by": by, "rule": f"The words of {name}.", "source": "a document", **words}


CATALOGUE = Catalogue(
    {
        "north": [
            rule("N-PROVIDER", "provider"),
            rule("N-BOTH", "both", duties=["transfer"]),
            rule("N-EXCUSED", "provider", reason="nobody can see it"),
        ],
        "client": [rule("C-HOOK", "client", when=["fault:duplicate", "webhook:case_closed"])],
    }
)


class Hasty(WrongClient):
    """A wrong client."""

    id = "hasty"
    mistake = "It does not wait."
    must = ("x.y",)
    on: ClassVar[tuple[str, ...]] = ("north/a",)


@dataclass
class Story:
    """As much of a scenario as is asked for."""

    id: str
    rules: tuple[str, ...] = ()


def check(name: str, rules: list[str], looked: int = 1, verdict: str = "passed") -> dict[str, Any]:
    return {**PASSED_CHECK, "id": name, "rules": rules, "looked": looked, "verdict": verdict}


def found(
    traces: dict[str, dict[str, set[str]]],
    reference: dict[str, list[dict[str, Any]]],
    caught: tuple[str, ...] = (),
    titled: tuple[str, ...] = (),
) -> dict[str, dict[str, Any]]:
    """The rows by id."""
    wrong = [check(name, [], verdict="failed") for name in caught]
    results = {
        (REFERENCE, PYTHON): [scenario(name, "passed", checks) for name, checks in reference.items()],
        (Hasty.__module__, PYTHON): [scenario("north/a", "failed", wrong)],
    }
    stories: list[Any] = [Story(name, titled) for name in {*traces, *reference}]
    chosen: list[Scenario] = stories
    return {row["id"]: row for row in rows(CATALOGUE, chosen, traces, Proof([Hasty], results))}


# --- traces -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        ({"kind": "fact", "fact": "case_opened", "rules": ["N-BOTH"]}, {"N-BOTH": {"fact:case_opened"}}),
        (
            {"kind": "exchange", "means": {"duty": "transfer", "outcome": "refused"}, "rules": ["N-BOTH"]},
            {"N-BOTH": {"refusal:transfer"}},
        ),
        ({"kind": "exchange", "means": {}, "rules": ["N-PROVIDER"]}, {"N-PROVIDER": {"refusal:other"}}),
        (
            {"kind": "fact", "fact": "fault_set", "rules": [], "words": {"kind": "duplicate"}},
            {"C-HOOK": {"fault:duplicate"}},
        ),
        (
            {"kind": "exchange", "means": {"outcome": "unknown"}, "fault": "duplicate"},
            {"C-HOOK": {"fault:duplicate"}},
        ),
        ({"kind": "delivery", "means": {"kind": "case_closed"}}, {"C-HOOK": {"webhook:case_closed"}}),
        ({"kind": "start", "rules": ["N-BOTH"]}, {}),
        ({"kind": "op", "name": "tick"}, {}),
    ],
)
def test_a_record_shows_the_rules_whose_ids_it_carries_and_those_that_it_calls_for(
    record: dict[str, Any], shown: dict[str, set[str]]
) -> None:
    assert shown_in([record], CATALOGUE) == shown


def test_the_death_of_a_process_is_a_sign() -> None:
    catalogue = Catalogue({"client": [rule("C-RESTART", "client", when=["process:killed"])]})
    records = [{"kind": "process", "event": "started"}, {"kind": "process", "event": "killed"}]
    assert shown_in(records, catalogue) == {"C-RESTART": {"process:killed"}}
    assert shown_in(records[:1], catalogue) == {}


# --- rows ---------------------------------------------------------------------------------------------------


def test_a_providers_rule_is_covered_by_a_trace_that_shows_it() -> None:
    row = found({"north/a": {"N-PROVIDER": {"fact:letter_sent"}}}, {})["N-PROVIDER"]
    assert row["simulated_by"] == [{"sign": "fact:letter_sent", "scenarios": ["north/a"]}]
    assert (row["exercised_by"], row["missing"]) == (["north/a"], [])


def test_a_rule_that_clients_keep_is_exercised_where_a_check_looked_as_well() -> None:
    traces = {"north/a": {"N-BOTH": {"fact:case_opened"}}, "north/b": {"N-BOTH": {"fact:case_opened"}}}
    looking = {"north/a": [check("x.y", ["N-BOTH"])], "north/b": [check("x.y", ["N-BOTH"], looked=0)]}
    row = found(traces, looking, caught=("x.y",))["N-BOTH"]
    assert row["exercised_by"] == ["north/a"]
    assert (row["checked_by"], row["proven_by"], row["missing"]) == (["x.y"], ["hasty"], [])


def test_that_a_story_says_what_it_is_about_is_not_enough() -> None:
    untouched = found({"north/a": {}}, {"north/a": [check("x.y", ["N-BOTH"], looked=0)]}, titled=("N-BOTH",))
    assert untouched["N-BOTH"]["exercised_by"] == []
    looked = found({"north/a": {}}, {"north/a": [check("x.y", ["N-BOTH"])]}, titled=("N-BOTH",))
    assert looked["N-BOTH"]["exercised_by"] == ["north/a"]


def test_a_check_that_catches_nobody_proves_nothing() -> None:
    looking = {"north/a": [check("x.y", ["N-BOTH"])]}
    assert found({}, looking, caught=("other.check",))["N-BOTH"]["proven_by"] == []


def test_what_is_missing_is_told_unless_a_reason_says_why() -> None:
    told = dict(uncovered(found({}, {}).values()))
    assert told["N-PROVIDER"] == "simulated by, exercised by nothing, and no `reason` says why"
    assert told["C-HOOK"].startswith("simulated by, exercised by, checked by, proven by nothing")
    assert "N-EXCUSED" not in told


def test_a_reason_that_is_no_longer_true_is_told() -> None:
    seen = found({"north/a": {"N-EXCUSED": {"fact:letter_sent"}}}, {})
    assert dict(uncovered(seen.values()))["N-EXCUSED"] == "it is covered, so delete its `reason`"
