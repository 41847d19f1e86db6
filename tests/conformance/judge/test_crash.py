"""A run that kills its client in every story: after the provider's answer, before the client could write it down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli import exit_code_of
from conformance.cli.bundle import stories
from conformance.cli.schema import schema_of
from conformance.reports.console import summed_up
from conformance.runner import Options, run

REFERENCE = "conformance.clients.reference:Client"
WRONG = "conformance.clients.wrong"
STORY = "ropo/paid-to-the-creditor"
# A story has no more calls that change something than this; a reason of those that have fewer says so.
MOST = 40


def ran(name: str, client: str = REFERENCE, **words: Any) -> dict[str, Any]:
    chosen = [one for one in stories() if one.id == name]
    return run(chosen, Options(client_python=client, **words))


def failed(result: dict[str, Any]) -> list[str]:
    (one,) = result["scenarios"]
    return [check["id"] for check in one["checks"] if check["verdict"] in ("failed", "warned")]


@pytest.mark.parametrize("nth", [1, 3, 5])
def test_a_client_that_keeps_its_books_ends_with_the_right_ones_wherever_it_was_killed(
    nth: int, tmp_path: Path
) -> None:
    result = ran(STORY, crash=nth, trace_dir=tmp_path)
    assert (result["summary"]["passed"], failed(result)) == (1, [])
    assert result["crash"] == nth
    assert f"; killed at change {nth}" in summed_up(result).plain
    assert f"--crash {nth}" in result["scenarios"][0]["reproduce"]
    jsonschema_rs.validator_for(schema_of("result")).validate(json.loads(json.dumps(result)))
    records = [json.loads(line) for line in (tmp_path / f"{STORY}.jsonl").read_text("utf-8").splitlines()]
    changes = [
        one
        for one in records
        if one["kind"] == "exchange"
        and one["committed"]
        and one["method"] != "GET"
        and one["means"].get("duty") != "authenticate"
    ]
    assert [one["fault"] for one in changes[:nth]] == [*[None] * (nth - 1), "killed"]
    assert [one["fault"] for one in changes[nth:]] == [None] * len(changes[nth:])
    assert sum(one["kind"] == "process" and one["event"] == "killed" for one in records) == 1


def test_a_client_that_loses_money_when_it_is_killed_is_caught_in_a_story_that_it_passes() -> None:
    client = f"{WRONG}.loses_its_ledger_on_restart:Client"
    assert failed(ran(STORY, client)) == []
    assert "story.expect" in failed(ran(STORY, client, crash=5))


def test_a_story_with_too_few_changes_or_kills_of_its_own_does_not_apply() -> None:
    reasons = {
        STORY: f"the client made fewer than {MOST} calls that changed something",
        "ropo/killed-again-and-again": "the story has trouble of its own, at calls that it counts",
    }
    for name, reason in reasons.items():
        (told,) = ran(name, crash=MOST)["scenarios"]
        assert (told["verdict"], told["message"]) == ("not_applicable", reason)


@pytest.mark.long
@pytest.mark.parametrize("name", [one.id for one in stories()])
def test_the_reference_client_passes_every_story_killed_at_each_change(name: str) -> None:
    for nth in range(1, MOST):
        result = ran(name, crash=nth)
        if result["summary"]["not_applicable"]:
            return
        assert (result["summary"]["passed"], failed(result)) == (1, []), nth
    pytest.fail(f"{name} has more than {MOST} calls that change something")


def test_a_crash_point_is_a_number_from_one_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["run", "--crash", "0"]) == 2
    assert "--crash" in capsys.readouterr().err
