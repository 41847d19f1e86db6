"""The judge against the real simulator: the reference client fails nothing, and each wrong client what it must."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.checks import all_checks
from conformance.cli.bundle import vocabulary
from conformance.clients.wrong import WrongClient, all_wrong_clients
from conformance.runner import Options, exit_code, run
from conformance.scenario import load_all
from conformance.selftest import caught_by
from simulator.resources import scenarios

REFERENCE = [sys.executable, "-m", "conformance.clients.reference"]
# Nobody who keeps to the protocol gives these anything to look at.
ABOUT_THE_PROTOCOL = {"protocol.answers", "protocol.quiet"}


def judged(selectors: tuple[str, ...], **words: Any) -> Mapping[str, Any]:
    """The result of a run of bundled scenarios."""
    chosen = load_all(selectors, scenarios(), vocabulary())
    return run(chosen, Options(**{"op_timeout": 30.0, **words}))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, Any], Path]:
    """The reference client as a process, in every bundled scenario, with its traces."""
    folder = tmp_path_factory.mktemp("traces")
    return judged((), client=REFERENCE, seed=3, trace_dir=folder), folder


def test_the_reference_client_passes_every_bundled_scenario(
    reference: tuple[Mapping[str, Any], Path],
) -> None:
    result, _ = reference
    assert {one["id"]: one["verdict"] for one in result["scenarios"] if one["verdict"] != "passed"} == {}
    assert len(result["scenarios"]) >= 8
    assert exit_code(result) == 0


def test_every_check_looks_at_something_in_some_scenario(reference: tuple[Mapping[str, Any], Path]) -> None:
    result, _ = reference
    looked = {check["id"] for one in result["scenarios"] for check in one["checks"] if check["looked"]}
    assert looked >= {check.id for check in all_checks()} - ABOUT_THE_PROTOCOL


def test_two_jobs_leave_the_same_traces_as_one(
    reference: tuple[Mapping[str, Any], Path], tmp_path: Path
) -> None:
    _, folder = reference
    judged((), client=REFERENCE, seed=3, jobs=2, trace_dir=tmp_path)
    written = {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*.jsonl")}
    again = {file.relative_to(tmp_path): file.read_bytes() for file in tmp_path.rglob("*.jsonl")}
    assert len(written) >= 8
    assert again == written


@pytest.mark.parametrize("wrong", all_wrong_clients(), ids=lambda wrong: wrong.id)
def test_a_wrong_client_is_caught_by_all_that_must_and_by_none_that_may_not(wrong: type[WrongClient]) -> None:
    result = judged(wrong.on, client_python=f"{wrong.__module__}:Client")
    caught = set(caught_by(result["scenarios"]))
    assert set(wrong.must) <= caught <= {*wrong.must, *wrong.may}
    assert exit_code(result, fail_on_warning=True) == 1
