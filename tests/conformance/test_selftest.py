"""The self-test: which wrong clients are run how, and what is made of who caught whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest

from conformance import selftest
from conformance.checks import all_checks
from conformance.cli import exit_code_of
from conformance.cli.bundle import stories
from conformance.clients.wrong import WrongClient, all_wrong_clients
from conformance.selftest import (
    PROCESS,
    PYTHON,
    REFERENCE,
    Proof,
    Unfit,
    caught_by,
    chosen,
    exit_code,
    prove,
    report,
)
from conformance.stopwatch import Stopwatch
from tests.conformance.reports.example_of_a_run import PASSED_CHECK, scenario


class Hasty(WrongClient):
    """One that must be caught by one check, and may be by another."""

    id = "hasty"
    mistake = "It does not wait."
    must = ("transfer.not-early",)
    may: ClassVar[dict[str, str]] = {"story.expect": "the transfer is refused"}
    on = ("ropo/paid-in-time",)


def check(name: str, verdict: str = "failed", severity: str = "must") -> dict[str, Any]:
    return {**PASSED_CHECK, "id": name, "verdict": verdict, "severity": severity}


def played(verdict: str, *checks: dict[str, Any]) -> list[dict[str, Any]]:
    return [scenario("ropo/paid-in-time", verdict, list(checks))]


def told(
    python: Sequence[dict[str, Any]] = (),
    process: Sequence[dict[str, Any]] | None = None,
    reference: Sequence[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """The report on the hasty client, as these results have it."""
    results = {(Hasty.__module__, PYTHON): python, (REFERENCE, PYTHON): reference or played("passed")}
    if process is not None:
        results[Hasty.__module__, PROCESS] = process
    return report(Proof([Hasty], results), Stopwatch())


CAUGHT = played("failed", check("transfer.not-early"))


def test_a_client_that_is_caught_by_all_that_must_is_as_it_should_be() -> None:
    words = told(CAUGHT)
    (client,) = words["wrong_clients"]
    assert (client["verdict"], client["caught_by"], exit_code(words)) == ("passed", ["transfer.not-early"], 0)
    assert "transfer.not-early" not in words["unproven"]
    assert "story.expect" in words["unproven"]


def test_checks_that_may_catch_it_as_well_change_nothing() -> None:
    assert exit_code(told(played("failed", check("transfer.not-early"), check("story.expect")))) == 0


@pytest.mark.parametrize(
    ("results", "missing", "unexpected"),
    [
        (played("passed", check("transfer.not-early", "passed")), ["transfer.not-early"], []),
        (played("warned", check("transfer.not-early", "warned")), ["transfer.not-early"], []),
        (played("failed", check("story.expect")), ["transfer.not-early"], []),
        (played("failed", check("transfer.not-early"), check("credit.reported")), [], ["credit.reported"]),
    ],
)
def test_a_client_that_is_not_caught_as_it_should_be_fails_the_self_test(
    results: list[dict[str, Any]], missing: list[str], unexpected: list[str]
) -> None:
    words = told(results)
    (client,) = words["wrong_clients"]
    assert (client["verdict"], client["missing"], client["unexpected"]) == ("failed", missing, unexpected)
    assert exit_code(words) == 1


def test_a_client_has_to_be_caught_with_every_driver() -> None:
    assert exit_code(told(CAUGHT, CAUGHT)) == 0
    assert exit_code(told(CAUGHT, played("passed"))) == 1


def test_a_warning_of_a_check_that_cannot_fail_catches() -> None:
    assert caught_by(played("warned", check("x.y", "warned", "should"), check("z", "warned"))) == ["x.y"]


@pytest.mark.parametrize(
    ("verdict", "code"), [("failed", 1), ("warned", 1), ("not_applicable", 1), ("config_error", 2)]
)
def test_the_reference_client_has_to_pass(verdict: str, code: int) -> None:
    assert exit_code(told(CAUGHT, reference=played(verdict))) == code


def test_an_error_of_ours_is_told_as_one_whatever_else_is_wrong() -> None:
    words = told([*played("passed"), *played("harness_error")], reference=played("failed"))
    assert (words["wrong_clients"][0]["verdict"], exit_code(words)) == ("harness_error", 3)


@pytest.mark.parametrize(
    ("attribute", "names", "said"),
    [
        ("must", ("transfer.not-erly",), "names the check 'transfer.not-erly'"),
        ("on", ("ropo/paid-in-tme",), "did you mean 'ropo/paid-in-time'?"),
    ],
)
def test_a_wrong_client_that_names_what_there_is_not_is_refused(
    attribute: str, names: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Hasty, attribute, names)
    monkeypatch.setattr(selftest, "all_wrong_clients", lambda: [Hasty])
    with pytest.raises(Unfit, match="the wrong client hasty") as caught:
        prove(stories(), jobs=1)
    assert said in str(caught.value)


def test_the_choice_of_those_that_run_as_processes_is_stable() -> None:
    clients = all_wrong_clients()
    assert len(chosen(clients, selftest.AS_PROCESSES)) == min(selftest.AS_PROCESSES, len(clients))
    assert chosen(list(reversed(clients)), 4) == chosen(clients, 4)
    assert len(set(chosen(clients, 5)) & set(chosen(clients[1:], 5))) >= 4


def test_a_real_self_test_of_one_client_proves_its_check_with_both_drivers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (quiet,) = (client for client in all_wrong_clients() if client.must == ("protocol.quiet",))
    monkeypatch.setattr(selftest, "all_wrong_clients", lambda: [quiet])
    assert exit_code_of(["selftest", "--json", "--jobs", "1"]) == 0
    words = json.loads(capsys.readouterr().out)
    (client,) = words["wrong_clients"]
    assert [run["driver"] for run in client["runs"]] == ["python", "process"]
    assert client["caught_by"] == ["protocol.quiet"]
    assert [one["id"] for one in words["reference"]["scenarios"]] == sorted(quiet.on)
    assert set(words["unproven"]) == {check.id for check in all_checks()} - {"protocol.quiet"}


def test_two_jobs_find_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "all_wrong_clients", lambda: all_wrong_clients()[:2])
    heard: list[tuple[int, int]] = []
    found = [
        report(
            prove(stories(), jobs=jobs, as_processes=0, progress=lambda *done: heard.append(done)),
            Stopwatch(),
        )
        for jobs in (1, 2)
    ]
    for name in ("reference", "wrong_clients", "unproven"):
        assert found[0][name] == found[1][name]
    assert heard[-1][0] == heard[-1][1] > 0


def test_the_table_shows_who_caught_whom_and_what_is_not_as_it_should_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = {
        (Hasty.__module__, PYTHON): played("failed", check("credit.reported")),
        (REFERENCE, PYTHON): played("failed", check("story.expect")),
    }
    monkeypatch.setattr(selftest, "prove", lambda *_, **__: Proof([Hasty], results))
    assert exit_code_of(["selftest"]) == 1
    out = capsys.readouterr().out
    for part in (
        "hasty",
        "credit.reported",
        "FAILED",
        "transfer.not-early must catch it, and did not",
        "credit.reported caught it, and is not among those that may",
        "the reference client: failed in ropo/paid-in-time: story.expect",
        "0 of 1 wrong client caught as they should be; the reference client failed in 1 scenario",
    ):
        assert part in out
