"""The search: what is played depends on seed and budget alone, and what fails is found, cut down and written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import exit_code_of
from conformance.clients.planted import all_planted_clients
from conformance.explore import search as searching
from conformance.explore.plan import Plan
from conformance.explore.search import STORIES_A_LOT, Budget, Explored, search
from conformance.scenario import load_all
from simulator.resources import scenarios
from tests.conformance.explore.ground_of_a_test import REFERENCE, Pretending, bearings, ground

TOGETHER = "tests.conformance.explore.planted_together:Client"


@pytest.fixture
def pretending(monkeypatch: pytest.MonkeyPatch) -> type[Pretending]:
    """A player that plays nothing, in the place of the real one."""

    class Player(Pretending):
        played: list[str] = []  # noqa: RUF012 - of this test alone

    monkeypatch.setattr(searching, "Player", Player)
    return Player


def looked(stories: int, *providers: str, seed: int = 0) -> Explored:
    grounds = [ground(provider) for provider in providers or ("ropo",)]
    return search(grounds, bearings(seed=seed), Budget(stories=stories), jobs=1)


# --- what is played -----------------------------------------------------------------------------------------


def test_the_same_seed_and_budget_play_the_same_stories(pretending: type[Pretending]) -> None:
    looked(60, "ropo", "kravia", seed=5)
    first = list(pretending.played)
    pretending.played.clear()
    looked(60, "ropo", "kravia", seed=5)
    assert pretending.played == first


def test_another_seed_plays_others(pretending: type[Pretending]) -> None:
    looked(30, seed=1)
    first = list(pretending.played)
    pretending.played.clear()
    looked(30, seed=2)
    assert len(set(pretending.played) & set(first)) < len(first) / 2


def test_a_larger_budget_begins_with_the_stories_of_a_smaller_one(pretending: type[Pretending]) -> None:
    looked(STORIES_A_LOT)
    first = list(pretending.played)
    pretending.played.clear()
    looked(2 * STORIES_A_LOT)
    assert pretending.played[: len(first)] == first


def test_providers_are_taken_in_turn(pretending: type[Pretending]) -> None:
    explored = looked(2 * STORIES_A_LOT + 10, "ropo", "kravia")
    assert list(explored.tallies) == ["ropo", "kravia"]
    assert explored.tallies["ropo"].stories > explored.tallies["kravia"].stories > 10


def test_how_many_stories_a_second_were_played_is_told(pretending: type[Pretending]) -> None:
    assert looked(20).a_second == 2.0  # one takes half a second


def test_no_budget_of_time_is_overdrawn(pretending: type[Pretending]) -> None:
    explored = search([ground("ropo")], bearings(), Budget(seconds=1e-9), jobs=1)
    assert (explored.stories, explored.failure) == (0, None)


def test_hypothesis_and_what_is_left_after_it_cut_a_failing_story_down(
    pretending: type[Pretending], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(_: Any, plan: Plan) -> bool:
        kinds = [doing.kind for doing in plan.doings]
        return {"pays", "looks"} <= set(kinds) and len(plan.invoices) > 1

    monkeypatch.setattr(pretending, "wrong", wrong)
    failure = looked(400).failure
    assert failure is not None
    assert failure.steps == 2
    assert failure.text.count("send_invoice") == 2
    assert failure.text.count("2026-01-12") == 2


# --- with real clients --------------------------------------------------------------------------------------


def explored_by_command(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = exit_code_of(["explore", "--json", "--jobs", "1", "--out", str(folder), *words])
    return code, json.loads(capsys.readouterr().out)


def test_nothing_is_found_against_the_bundled_client(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, words = explored_by_command(tmp_path / "found", capsys, "--stories", "12", "--provider", "kravia")
    assert (code, words["found"], words["client"]) == (0, None, "dunbox-reference")
    assert set(words["providers"]["kravia"]) <= {"passed", "warned"}
    assert words["stories"] > 5
    assert words["stories_per_second"] > 0
    assert not (tmp_path / "found").exists()


def test_a_planted_mistake_is_found_and_its_smallest_story_fails_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = "conformance.clients.planted.finds_invoices_by_their_beginning:Client"
    words = ["--client-python", client, "--provider", "kravia", "--stories", "100"]
    code, told = explored_by_command(tmp_path, capsys, *words)
    found = told["found"]
    assert (code, found["check"], found["fails_again"]) == (1, "payment.booked-once", True)
    assert found["steps"] <= 9
    assert_reproduced(found, client, capsys)


def assert_reproduced(found: Any, client: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is a good scenario, and a run of it fails the same check."""
    assert exit_code_of(["lint", found["file"]]) == 0
    capsys.readouterr()
    code = exit_code_of(["run", found["file"], "--client-python", client, "--jobs", "1", "--json", "-"])
    [scenario] = json.loads(capsys.readouterr().out)["scenarios"]
    failed = [check["id"] for check in scenario["checks"] if check["verdict"] == "failed"]
    assert (code, scenario["verdict"], found["check"] in failed) == (1, "failed", True)
    assert exit_code_of(["run", found["file"], "--client-python", REFERENCE, "--jobs", "1"]) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--budget", "soon"], "--budget 'soon' is no time to look for; give one such as 90s, 2m or 1h"),
        (["--budget", "0s"], "is no time to look for"),
        (["--provider", "roppo"], "there is no provider 'roppo'"),
        (["--client", "a", "--client-python", "b:c"], "name two clients; give one of them"),
        (["--client", ""], "--client is empty"),
        (["--client", "./erp 'x"], "cannot be split into words"),
        (["--client-python", "erp.driver"], "is not of the form module:attribute"),
        (["--stories", "0"], "0 is not in the range"),
        (["--client-python", "os:getcwd"], "it makes an object of type str, which cannot be called"),
    ],
)
def test_wrong_usage_exits_with_2(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["explore", *words]) == 2
    assert told in capsys.readouterr().err


# --- all of it, which takes minutes -------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("planted", all_planted_clients(), ids=lambda planted: planted.id)
def test_each_planted_mistake_is_found(
    planted: type, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    client = f"{planted.__module__}:Client"
    code, told = explored_by_command(tmp_path, capsys, "--client-python", client, "--stories", "2400")
    assert (code, told["found"]["fails_again"]) == (1, True)
    assert_reproduced(told["found"], client, capsys)


@pytest.mark.long
def test_no_bundled_scenario_fails_a_planted_client(capsys: pytest.CaptureFixture[str]) -> None:
    """All their mistakes are in one client: what makes no difference there makes none alone."""
    code = exit_code_of(["run", "--client-python", TOGETHER, "--json", "-"])
    run = json.loads(capsys.readouterr().out)
    assert (code, failing(run["scenarios"])) == (0, [])
    assert len(run["scenarios"]) == len(load_all([], scenarios()))


def failing(results: Sequence[Any]) -> list[str]:
    return [one["id"] for one in results if one["verdict"] not in ("passed", "warned", "not_applicable")]


@pytest.mark.long
@pytest.mark.parametrize("seed", ["0", "1"])
def test_nothing_is_found_against_the_bundled_client_in_many_stories(
    seed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = explored_by_command(tmp_path, capsys, "--stories", "1200", "--seed", seed)
    assert (code, told["found"]) == (0, None)
    assert all(set(verdicts) <= {"passed", "warned"} for verdicts in told["providers"].values())


@pytest.mark.long
def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    client = "conformance.clients.planted.loses_the_third_part:Client"
    grounds = [ground(provider) for provider in ("ropo", "perinta")]
    texts = set()
    for jobs in (1, 2):
        failure = search(grounds, bearings(client), Budget(stories=2400), jobs).failure
        assert failure is not None
        texts.add(failure.text)
    assert len(texts) == 1
