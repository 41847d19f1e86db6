"""Clients that a story kills: they are started again, what was open is asked again or not, and nobody is blamed."""

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance.cli.bundle import vocabulary
from conformance.runner import Options, run
from conformance.runner.backend import simulator_of_this_installation
from conformance.scenario import load_text
from tests.conformance.judge.stories import Scenario, Step, check, only, records

KILLED = "tests.conformance.judge.killed_clients"
SIMULATOR = cache(simulator_of_this_installation)  # its documents are read once for all tests
NOW = Step("process", "kill")
BEFORE_IT_HEARS = Step("process", "kill", {"on": "read_service"})
ORDER, ACTIVE = Step("client", "activate"), (Step("provider", "sign"), Step("provider", "pass_kyc"))
WAIT = Step("clock", "banking_days", {"banking_days": 2})

STORY = """\
title: The client is killed between what the provider did and its own books
rules: [CLIENT-PAY-1]
for: [ropo]
country: FI
start: 2026-01-11T09:00
debtors:
  acme: {kind: company, pays: {after: reminder, days: 3}}
story:
  - client: {activate: {}}
  - clock: {by: P1D}
  - provider: {sign: {}}
  - provider: {pass_kyc: {}}
  - clock: {banking_days: 2}
  - process: {kill: {on: send_invoice}}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-28}}
  - process: {kill: {}}
  - clock: {to: 2026-02-04T09:00}
  - process: {kill: {on: transfer}}
  - process: {kill: {on: close}}
  - client: {transfer_invoice: {number: "1001"}}
  - process: {kill: {on: list_events, nth: 2}}
  - clock: {by: P14D}
expect:
  invoices: {"1001": {state: paid, open_amount: 0.00}}
"""


def played(
    client: str, *story: Step, folder: Path, **words: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The result of a story, and its trace."""
    options = Options(client_python=f"{KILLED}:{client}", op_timeout=20.0, trace_dir=folder)
    scenario = replace(Scenario(), story=story, **{"expect": {"services": {"ropo": "active"}}, **words})
    return only(run([scenario], options, SIMULATOR)), records(folder)


def ops(found: list[dict[str, Any]]) -> list[str]:
    """The ops of a trace by name; those that got no reply in brackets."""
    return [one["name"] if one["reply"] else f"({one['name']})" for one in found if one["kind"] == "op"]


def between(found: list[dict[str, Any]], first: str, count: int) -> list[str]:
    names = ops(found)
    return names[names.index(first) :][:count]


def test_a_client_that_keeps_its_books_passes_and_leaves_the_same_bytes_however_it_is_started(
    tmp_path: Path,
) -> None:
    story = load_text(STORY, "killed.yaml", vocabulary())
    ways: list[dict[str, Any]] = [
        {"client": [sys.executable, "-m", "conformance.clients.reference"]},
        {"client_python": "conformance.clients.reference:Client"},
    ]
    for number, way in enumerate(ways):
        result = run(story, Options(op_timeout=20.0, trace_dir=tmp_path / str(number), **way), SIMULATOR)
        assert only(result)["verdict"] == "passed", result["scenarios"]
    name = Path("ropo", "killed.jsonl")
    assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()
    found = records(tmp_path / "0", "ropo/killed")
    killed = [one for one in found if one.get("fault") == "killed"]
    told = [
        (one["means"]["duty"], one["answer"], one["means"]["outcome"], one["committed"]) for one in killed
    ]
    assert told[:2] == [("send_invoice", None, "unknown", True), ("transfer", None, "unknown", True)]
    assert [one["means"]["duty"] for one in killed[2:]] == ["list_events"]
    assert len([one for one in found if one.get("fact") == "case_opened"]) == 1
    events = [one["event"] for one in found if one["kind"] == "process"]
    assert events == ["started", *["killed", "started"] * 4]
    never = [{"line": 19, "fault": "killed", "on": "close", "struck": 0}]
    assert found[-1]["never_struck"] == never


def test_a_client_that_is_killed_between_requests_goes_on_and_gets_a_tick(tmp_path: Path) -> None:
    result, found = played("Activates", ORDER, *ACTIVE[:1], NOW, ACTIVE[1], folder=tmp_path)
    assert result["verdict"] == "passed"
    assert between(found, "hello", 3) == ["hello", "configure", "tick"]
    first, second = [one["request"] for one in found if one.get("name") == "configure"]
    assert (first.pop("fresh"), second.pop("fresh")) == (True, False)
    assert first == second


@pytest.mark.parametrize(
    ("client", "story", "followed"),
    [
        ("AtAct", (BEFORE_IT_HEARS, ORDER), ["(act)", "hello", "configure", "tick"]),
        ("AtTick", (BEFORE_IT_HEARS, ORDER), ["(tick)", "hello", "configure", "tick"]),
        ("AtView", (BEFORE_IT_HEARS, ORDER), ["(view)", "hello", "configure", "view", "bye"]),
        ("AtBank", (BEFORE_IT_HEARS, ORDER), ["(bank)", "hello", "configure", "bank", "tick"]),
        (
            "AtConfigure",
            (BEFORE_IT_HEARS, ORDER, NOW),
            ["(configure)", "hello", "configure", "tick"],
        ),
        ("AtWebhook", (ORDER, BEFORE_IT_HEARS, *ACTIVE, WAIT), ["(webhook)", "hello", "configure", "tick"]),
    ],
)
def test_what_was_open_is_asked_again_but_for_acts_and_webhooks(
    client: str, story: tuple[Step, ...], followed: list[str], tmp_path: Path
) -> None:
    result, found = played(client, *story, folder=tmp_path)
    assert between(found, followed[0], len(followed)) == followed
    assert check(result, "protocol.answers")["verdict"] == "passed"
    [call] = [one for one in found if one.get("fault") == "killed"]
    assert (call["answer"], call["means"]["outcome"]) == (None, "unknown")
    if client == "AtWebhook":  # the provider sends it again
        tries = [(one["attempt"], one["answer"]["status"]) for one in found if one["kind"] == "delivery"]
        assert tries[:2] == [(1, None), (2, 204)]


@pytest.mark.parametrize(("client", "op"), [("AtTick", "tick"), ("AtBank", "bank"), ("AtView", "view")])
def test_a_client_may_be_killed_when_its_work_is_done_and_its_reply_has_not_arrived(
    client: str, op: str, tmp_path: Path
) -> None:
    result, found = played(client, Step("process", "kill", {"before_reply": op}), ORDER, folder=tmp_path)
    assert between(found, f"({op})", 4) == [f"({op})", "hello", "configure", op]
    assert check(result, "protocol.answers")["verdict"] == "passed"
    assert [one["cause"] for one in found if one.get("event") == "killed"] == ["story"]
    assert not [one for one in found if one["kind"] == "exchange" and one["fault"]]


def test_a_client_with_an_address_of_its_own_may_have_another_afterwards(tmp_path: Path) -> None:
    result, found = played("AtItsAddress", ORDER, BEFORE_IT_HEARS, *ACTIVE, WAIT, folder=tmp_path)
    assert check(result, "protocol.answers")["verdict"] == "passed"
    deliveries = [one for one in found if one["kind"] == "delivery"]
    assert deliveries[0]["answer"] == {"status": None}
    assert deliveries[0]["url"] == "{client}/news"
    assert between(found, "hello", 3) == ["hello", "configure", "tick"]
    registered = [one for one in found if one.get("means", {}).get("duty") == "register_webhook"]
    assert [one["means"]["outcome"] for one in registered] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("client", "said"),
    [
        ("Fickle", "declares something else in hello than before: version"),
        ("Forgetful", "ended with exit code 1 instead of answering configure"),
    ],
)
def test_a_client_that_does_not_go_on_is_blamed(client: str, said: str, tmp_path: Path) -> None:
    result, found = played(client, ORDER, NOW, *ACTIVE, folder=tmp_path)
    answers = check(result, "protocol.answers")
    assert (result["verdict"], answers["verdict"]) == ("failed", "failed")
    assert said in answers["message"]
    assert [one["cause"] for one in found if one.get("event") == "killed"] == ["story", "lost"]


def test_a_client_in_python_keeps_its_own_process_for_such_a_story_alone(tmp_path: Path) -> None:
    options = Options(client_python=f"{KILLED}:Chatty", op_timeout=20.0, trace_dir=tmp_path)
    with_kill = replace(Scenario(), id="ropo/b", story=(ORDER, NOW, *ACTIVE))
    stories = [replace(Scenario(), id="ropo/a"), with_kill, replace(Scenario(), id="ropo/c")]
    found = run(stories, options, SIMULATOR)["scenarios"]
    assert [one["verdict"] for one in found] == ["passed"] * 3, found
