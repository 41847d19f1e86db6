"""Fault profiles: trouble over any story, the same for the same seed, which a right client gets over."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli import exit_code_of
from conformance.cli.bundle import stories
from conformance.cli.schema import schema_of
from conformance.drivers import Hello
from conformance.reports.console import summed_up
from conformance.runner import Options, run
from conformance.runner.profiles import PROFILES, faults_of
from conformance.runner.trouble import why_untroubled
from conformance.scenario import Scenario
from simulator import World

REFERENCE = "conformance.clients.reference:Client"
WRONG = "tests.conformance.judge.troubled_clients"
# A story of each provider, so that each profile meets each channel.
STORIES = (
    "ropo/paid-after-the-reminder",
    "kassavirta/part-payment-then-the-rest",
    "perinta/paid-to-the-creditor",
    "kravia/paid-after-the-reminder",
    "amili/pays-in-part-and-then-the-rest",
)


@cache
def bundled() -> dict[str, Scenario]:
    return {one.id: one for one in stories()}


def ran(*names: str, client: str = REFERENCE, **words: Any) -> dict[str, Any]:
    return run([bundled()[name] for name in names], Options(client_python=client, **words))


def failed(result: dict[str, Any]) -> dict[str, list[str]]:
    """The checks that failed or warned, by scenario."""
    return {
        one["id"]: [check["id"] for check in one["checks"] if check["verdict"] in ("failed", "warned")]
        for one in result["scenarios"]
        if one["verdict"] != "passed"
    }


@pytest.mark.parametrize("profile", list(PROFILES))
def test_a_client_that_goes_on_in_spite_of_a_profile_passes_and_is_struck_by_it(
    profile: str, tmp_path: Path
) -> None:
    result = ran(*STORIES, faults=profile, trace_dir=tmp_path)
    assert failed(result) == {}
    assert result["faults"] == profile
    jsonschema_rs.validator_for(schema_of("result")).validate(json.loads(json.dumps(result)))
    kinds = {words["kind"] for words in PROFILES[profile].faults}
    for name in STORIES:
        records = [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()]
        struck = {one["fault"] for one in records if one["kind"] == "exchange" and one["fault"]}
        assert (not struck) if PROFILES[profile].messages else (struck and struck <= kinds), name


@pytest.mark.long
@pytest.mark.parametrize("profile", list(PROFILES))
def test_the_reference_client_passes_every_story_under_every_profile(profile: str) -> None:
    result = run(bundled().values(), Options(client_python=REFERENCE, faults=profile, jobs=2))
    reasons = {one["message"] for one in result["scenarios"] if one["verdict"] == "not_applicable"}
    wrong = {name: found for name, found in failed(result).items() if found}
    assert (wrong, result["summary"]["config_error"], result["summary"]["harness_error"]) == ({}, 0, 0)
    assert reasons <= {
        "the story has trouble of its own, at calls that it counts",
        f"the story has too few calls or notifications for the profile {profile}",
    }


def test_a_profile_catches_a_client_that_no_bundled_story_does() -> None:
    client = f"{WRONG}:TakesAnErrorForANo"
    told = [step.words for one in bundled().values() for step in one.story if step.verb == "status"]
    assert {words["status"] for words in told if words["status"] >= 500} == {502, 503}
    assert failed(ran(STORIES[0], client=client)) == {}
    caught = ran(STORIES[0], client=client, faults="flaky", seed=1)
    assert failed(caught) == {STORIES[0]: ["story.expect"]}
    assert "--faults flaky" in caught["scenarios"][0]["reproduce"]
    assert "; faults: flaky" in summed_up(caught).plain
    assert failed(ran(STORIES[0], faults="flaky", seed=1)) == {}


def test_a_profile_is_the_same_for_a_seed_and_another_for_another() -> None:
    for name in PROFILES:
        first = list(faults_of(name, 1, "north/late"))
        assert first == list(faults_of(name, 1, "north/late"))
        assert first != list(faults_of(name, 2, "north/late"))
        assert first != list(faults_of(name, 1, "north/later"))


def test_every_fault_of_a_profile_is_one_that_a_sandbox_takes_and_each_strikes_another_call() -> None:
    for name, profile in PROFILES.items():
        sandbox = World().create()
        drawn = list(faults_of(name, 0, "north/late"))
        for words in drawn:
            sandbox.put_fault(words)
        assert len(sandbox.faults()) == profile.times
        assert len({words["nth"] for words in drawn}) == profile.times
        assert {one["kind"] for one in drawn} <= {one["words"]["kind"] for one in sandbox.faults()}


def test_a_story_with_trouble_of_its_own_and_one_that_nothing_struck_do_not_apply() -> None:
    names = ("ropo/transfer-taken-and-its-answer-lost", "ropo/killed-again-and-again")
    told = ran(*names, faults="slow")["scenarios"]
    assert {one["message"] for one in told} == {"the story has trouble of its own, at calls that it counts"}
    (quiet,) = ran("amili/ordered-without-a-phone-number", faults="lossy-webhooks")["scenarios"]
    assert quiet["verdict"] == "not_applicable"
    assert quiet["message"] == "the story has too few calls or notifications for the profile lossy-webhooks"


def test_a_client_without_webhooks_has_none_that_could_be_lost() -> None:
    words = {"client": "c", "version": "1", "protocol": 1, "providers": ["ropo"], "actions": []}
    hello = Hello.read(
        {**words, "settings": [], "webhooks": "none", "bank": [], "views": False, "reuse": False}
    )
    story, options = bundled()[STORIES[0]], Options(client_python=REFERENCE, faults="lossy-webhooks")
    said = "the client takes no webhooks, and the profile lossy-webhooks is about nothing else"
    assert why_untroubled(story, hello, options) == said
    assert why_untroubled(story, replace(hello, webhooks="driver"), options) == ""
    assert why_untroubled(story, hello, replace(options, faults="flaky")) == ""
    assert why_untroubled(story, hello, replace(options, faults=None)) == ""


def test_a_profile_that_there_is_not_is_refused_with_those_that_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(["run", "--faults", "slwo"]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in PROFILES)
