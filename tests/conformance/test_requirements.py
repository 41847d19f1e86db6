"""Requirement sets: each is whole and as it was published, and what came later is left out and told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.cli import conditions, exit_code_of, freezing
from conformance.cli.bundle import requirement_sets, rule_files, stories
from conformance.cli.schema import schema_of
from conformance.requirements import RequirementSet, digest, frozen, read, sorted_by
from conformance.scenario import Scenario
from simulator.resources import scenarios, specs

STORY = "ropo/paid-in-time"
CLIENT = ("--client-python", "conformance.clients.reference:Client")

# A set that a release has carried never changes; one that none has may be made anew, with its line here.
PUBLISHED = {"2026.1": "ad4e2daa19049b5ac605c2d3aa0c6de523a0bc78b5628918191008d483451f14"}


def test_a_published_set_stays_as_it_is_to_the_byte() -> None:
    files = {file.stem: sha256(file.read_bytes()).hexdigest() for file in (specs() / "sets").iterdir()}
    assert files == PUBLISHED


@pytest.mark.parametrize("version", list(PUBLISHED))
def test_all_that_a_set_names_is_there_and_its_stories_are_as_they_were(version: str) -> None:
    named = requirement_sets()[version]
    rules = {rule.id for rule in Catalogue(rule_files()) if rule.for_clients}
    told = {one.id: digest(one) for one in stories()}
    assert set(named.checks) <= {check.id for check in all_checks()}
    assert set(named.rules) <= rules
    changed = {name for name, hashed in named.scenarios.items() if told.get(name) != hashed}
    assert changed == set(), "put the story back, and tell what is new in a story of another id"


def story() -> Scenario:
    return next(one for one in stories() if one.id == STORY)


def small(**other: Any) -> RequirementSet:
    """A set with two checks and one story."""
    words: dict[str, Any] = {
        "version": "2025.1",
        "checks": {"story.expect": "should", "protocol.quiet": "must"},
        "rules": ("CLIENT-PAY-1",),
        "scenarios": {STORY: digest(story())},
    }
    return RequirementSet(**{**words, **other})


@pytest.fixture
def sets(monkeypatch: pytest.MonkeyPatch) -> dict[str, RequirementSet]:
    """Which sets there are."""
    known = {"2025.1": small()}
    monkeypatch.setattr(conditions, "requirement_sets", lambda: known)
    return known


@pytest.mark.usefixtures("sets")
def test_a_run_is_judged_by_what_the_set_names_as_severe_as_it_was_and_tells_what_is_newer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "result.json"
    words = ["run", STORY, "ropo/never-pays", "--set", "2025.1", "--jobs", "1", *CLIENT, "--json", str(file)]
    assert exit_code_of(words) == 0
    result = json.loads(file.read_text("utf-8"))
    assert [one["id"] for one in result["scenarios"]] == [STORY]
    judged = {check["id"]: check["severity"] for check in result["scenarios"][0]["checks"]}
    assert judged == {"story.expect": "should", "protocol.quiet": "must"}
    assert set(result["unlooked"]) <= {"CLIENT-PAY-1"}
    newer = len(all_checks()) - 2
    assert len(result["set"].pop("newer_checks")) == newer
    assert result["set"] == {
        "version": "2025.1",
        "newer_scenarios": ["ropo/never-pays"],
        "changed_scenarios": [],
    }
    assert "--set 2025.1" in result["scenarios"][0]["reproduce"]
    jsonschema_rs.validator_for(schema_of("result")).validate(json.loads(file.read_text("utf-8")))
    last = capsys.readouterr().out.splitlines()[-1]
    newer_words = f"{newer} checks newer than 2025.1 not judged; 1 scenario newer than 2025.1 not judged"
    assert f"1 passed; set 2025.1; {newer_words}   (" in last


@pytest.mark.usefixtures("sets")
def test_a_check_that_a_set_does_not_name_fails_nobody(tmp_path: Path) -> None:
    wrong = [
        "run",
        STORY,
        "--jobs",
        "1",
        "--client-python",
        "conformance.clients.wrong.books_a_webhook_twice:Client",
    ]
    quiet = [
        "run",
        STORY,
        "--jobs",
        "1",
        "--client-python",
        "conformance.clients.wrong.calls_after_bye:Client",
    ]
    assert exit_code_of([*quiet, "--set", "2025.1"]) == 1
    assert exit_code_of([*wrong, "--set", "2025.1"]) == 0
    known = tmp_path / "known.yaml"
    entry = {
        "scenario": STORY,
        "check": "case.followed",
        "reason": "r",
        "owner": "o",
        "expires": "2999-12-31",
    }
    known.write_text(json.dumps([entry]), encoding="utf-8")
    assert exit_code_of([*wrong, "--set", "2025.1", "--baseline", str(known)]) == 0


def sorted_ids(chosen: Sequence[Scenario], named: RequirementSet) -> tuple[list[str], ...]:
    found = sorted_by(named, chosen, {one.id: Path(one.path).resolve() for one in stories()})
    return [one.id for one in found.play], list(found.newer), list(found.changed)


def test_a_story_that_changed_since_is_left_out_and_one_of_the_users_own_is_not(tmp_path: Path) -> None:
    later = small(scenarios={STORY: "0123456789abcdef"})
    own = replace(story(), path=str(tmp_path / "paid-in-time.yaml"))
    assert sorted_ids([story()], small()) == ([STORY], [], [])
    assert sorted_ids([story()], later) == ([], [], [STORY])
    assert sorted_ids([own, replace(own, id="ropo/mine")], later) == ([STORY, "ropo/mine"], [], [])


def test_the_digest_is_of_what_happens_and_not_of_how_it_is_told() -> None:
    one = story()
    last = one.story[-1]
    moved = (*one.story[:-1], replace(last, line=last.line + 7))
    assert digest(replace(one, title="Another", rules=(), path="elsewhere", story=moved)) == digest(one)
    for other in (
        replace(one, story=one.story[:-1]),
        replace(one, expect={}),
        replace(one, start=one.start.replace(day=28)),
        replace(one, debtors={}),
    ):
        assert digest(other) != digest(one)


@pytest.mark.usefixtures("sets")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--set", "2025.2"],
            "there is no requirement set '2025.2'; there are: 2025.1; did you mean '2025.1'?",
        ),
        (
            ["--set", "2025.1", "ropo/never-pays"],
            "of 1 chosen scenario none is in the requirement set 2025.1",
        ),
    ],
)
def test_a_set_that_there_is_not_or_that_leaves_nothing_is_refused(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(["run", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_set_is_made_once_of_all_that_there_is_and_read_as_it_was_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(scenarios())
    assert freezing.write("2031.10", tmp_path).name == "2031.10.yaml"
    (tmp_path / "2031.9.yaml").write_text(frozen("2031.9", [], Catalogue({}), []), encoding="utf-8")
    with pytest.raises(FileExistsError):
        freezing.write("2031.10", tmp_path)
    found = read(tmp_path)
    assert list(found) == ["2031.9", "2031.10"]
    everything = found["2031.10"]
    assert everything.newer(all_checks()) == []
    assert everything.judging(all_checks()) == all_checks()
    assert sorted_ids(stories(), everything) == ([one.id for one in stories()], [], [])


@pytest.mark.parametrize("version", ["2026", "2026.0", "next", "2026.1.1"])
def test_a_version_is_a_year_and_a_number(version: str) -> None:
    with pytest.raises(ValueError, match=r"it is a year and a number, such as 2026\.1"):
        frozen(version, [], Catalogue({}), [])


def test_list_names_the_sets(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["list", "--sets", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["version"] for one in found["sets"]] == list(PUBLISHED)
    assert found["sets"][0]["checks"]["story.expect"] == "must"
    assert exit_code_of(["list", "--sets"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"requirement sets ({len(PUBLISHED)})"
