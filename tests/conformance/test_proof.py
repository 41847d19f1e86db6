"""All stories and all wrong clients, played for real: once, by `dunbox rules`, and what came of it is looked at here.

The reference client fails nothing, each wrong client what it must, and every rule is simulated, exercised, checked
and proven. `make test` leaves each file to one process, so that this one plays everything once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance import rules
from conformance.checks import all_checks
from conformance.cli import exit_code_of
from conformance.cli import rules as command_of_rules
from conformance.cli import selftest as command_of_selftest
from conformance.cli.bundle import rule_files, vocabulary
from conformance.clients.wrong import WrongClient, all_wrong_clients
from conformance.runner import Options, exit_code, run
from conformance.scenario import load_all
from conformance.selftest import PYTHON, Proof, caught_by, report
from conformance.stopwatch import Stopwatch
from simulator.resources import scenarios

REFERENCE = [sys.executable, "-m", "conformance.clients.reference"]
# Nobody who keeps to the protocol gives these anything to look at.
ABOUT_THE_PROTOCOL = {"protocol.answers", "protocol.quiet"}


@dataclass(frozen=True)
class Found:
    """What `dunbox rules --json` exited with and printed (`rows`, by rule), and the proof that it is made of."""

    code: int
    said: str
    proof: Proof

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The rows by the rules' ids."""
        return {row["id"]: row for row in json.loads(self.said)["rules"]}


@pytest.fixture(scope="module")
def found() -> Found:
    """Every bundled scenario with the reference client, and every wrong client with its own, as Python objects."""
    said: list[str] = []
    proofs: list[Proof] = []

    def proof(**words: Any) -> Proof:
        proofs.append(real(**words))
        return proofs[0]

    with pytest.MonkeyPatch.context() as patch:
        real = command_of_selftest.proof
        patch.setattr(command_of_rules, "proof", proof)
        patch.setattr("conformance.cli.rules.click.echo", lambda text, **_: said.append(text))
        code = exit_code_of(["rules", "--json"])
    assert proofs, f"dunbox rules --json exited with {code} and said {said}"
    return Found(code, said[0], proofs[0])


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, Any], Path]:
    """The reference client as a process, in every third bundled scenario, with another seed: result and traces."""
    folder = tmp_path_factory.mktemp("traces")
    third = [one.id for one in load_all((), scenarios(), vocabulary())[::3]]
    return as_process(folder, *third, jobs=2), folder


def as_process(folder: Path, *selectors: str, jobs: int) -> Mapping[str, Any]:
    chosen = load_all(selectors, scenarios(), vocabulary())
    return run(chosen, Options(client=REFERENCE, seed=3, jobs=jobs, trace_dir=folder))


def troubles(results: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Every scenario that did not pass, with what was said of it."""
    return {
        one[
            "id"
        ]: f"{one['verdict']}: {one.get('message') or [c['message'] for c in one['checks'] if c.get('message')]}"
        for one in results
        if one["verdict"] != "passed"
    }


# --- the reference client -----------------------------------------------------------------------------------


def test_the_reference_client_passes_every_bundled_scenario_as_an_object(found: Found) -> None:
    assert troubles(found.proof.reference()) == {}
    assert len(found.proof.reference()) == len(load_all((), scenarios(), vocabulary())) >= 8


def test_the_reference_client_passes_as_a_process_what_it_passes_as_an_object(
    processes: tuple[Mapping[str, Any], Path],
) -> None:
    result, _ = processes
    assert troubles(result["scenarios"]) == {}
    assert len(result["scenarios"]) >= 100
    assert exit_code(result) == 0


@pytest.mark.long
def test_the_reference_client_passes_every_bundled_scenario_as_a_process(tmp_path: Path) -> None:
    result = as_process(tmp_path, jobs=2)
    assert troubles(result["scenarios"]) == {}
    assert len(result["scenarios"]) == len(load_all((), scenarios(), vocabulary()))
    assert exit_code(result) == 0


def test_every_check_looks_at_something_in_some_scenario(found: Found) -> None:
    looked = {check["id"] for one in found.proof.reference() for check in one["checks"] if check["looked"]}
    assert looked >= {check.id for check in all_checks()} - ABOUT_THE_PROTOCOL


def test_one_job_leaves_the_same_traces_as_two(
    processes: tuple[Mapping[str, Any], Path], tmp_path: Path
) -> None:
    _, folder = processes
    written = {str(file.relative_to(folder).with_suffix("")): file for file in folder.rglob("*.jsonl")}
    chosen = sorted(written)[::5]
    result = as_process(tmp_path, *chosen, jobs=1)
    again = {str(file.relative_to(tmp_path).with_suffix("")): file for file in tmp_path.rglob("*.jsonl")}
    assert troubles(result["scenarios"]) == {}
    assert len(chosen) >= 8
    assert {name: file.read_bytes() for name, file in again.items()} == {
        name: written[name].read_bytes() for name in chosen
    }


# --- the wrong clients --------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", all_wrong_clients(), ids=lambda wrong: wrong.id)
def test_a_wrong_client_is_caught_by_all_that_must_and_by_none_that_may_not(
    wrong: type[WrongClient], found: Found
) -> None:
    results = found.proof.of(wrong)[PYTHON]
    caught = set(caught_by(results))
    assert set(wrong.must) <= caught <= {*wrong.must, *wrong.may}, troubles(results)
    assert {one["verdict"] for one in results} <= {"passed", "failed", "warned"}, troubles(results)


# --- the rules ----------------------------------------------------------------------------------------------


def test_the_rules_are_told_with_exit_code_0(found: Found) -> None:
    words = report(found.proof, Stopwatch())
    unproven = [client for client in words["wrong_clients"] if client["verdict"] != "passed"]
    assert found.code == 0, (troubles(found.proof.reference()), unproven, found.said[-2000:])


def test_every_rule_of_the_catalogue_has_a_row(found: Found) -> None:
    assert list(found.rows) == [row["id"] for rows in rule_files().values() for row in rows]


def test_every_rule_is_simulated_exercised_checked_and_proven_or_says_why_not(found: Found) -> None:
    assert dict(rules.uncovered(found.rows.values())) == {}


def test_a_row_names_who_covers_it(found: Found) -> None:
    (row,) = (
        row
        for row in found.rows.values()
        if "settlement.booked-once" in row["checked_by"] and row["by"] == "both" and "interest" in row["rule"]
    )
    assert {one["sign"] for one in row["simulated_by"]} == {"fact:interest_settled"}
    assert set(row["exercised_by"]) <= set(row["simulated_by"][0]["scenarios"])
    assert "books-the-settlement-twice" in row["proven_by"]
