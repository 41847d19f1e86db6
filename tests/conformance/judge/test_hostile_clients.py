"""Clients that fight the harness: a run with one ends, says what it did, exits as it has to, and leaves no process."""

import os
import re
import select
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance.runner import Options, exit_code, run
from conformance.runner.backend import simulator_of_this_installation
from tests.conformance.judge.stories import Scenario, Step, check

HOSTILE = "tests.conformance.judge.hostile_clients"
SIMULATOR = cache(simulator_of_this_installation)  # its documents are read once for all tests
MEBIBYTE = 1024 * 1024
# Real seconds that a test waits for what comes at once on any machine that is not overloaded.
PATIENCE = 60
ORDERS = Scenario(story=(Step("client", "activate"), Step("clock", "by", {"by": "P1D"})), expect={})


@contextmanager
def held(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A pipe that clients and what they start hold open."""
    path = folder / "hold"
    os.mkfifo(path)
    monkeypatch.setenv("HOLD", str(path))
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        yield reading
    finally:
        os.close(reading)


def everybody_is_gone(pipe: int) -> int:
    """Wait until nobody holds a pipe any more; how many have done so."""
    said = b""
    while select.select([pipe], [], [], PATIENCE)[0]:
        chunk = os.read(pipe, 65536)
        if not chunk:
            return said.count(b"here\n")
        said += chunk
    raise AssertionError(f"after {PATIENCE} s somebody is still there")


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a client of that file; what comes of it, and how many processes there were, which are all gone."""

    def play(name: str) -> tuple[dict[str, Any], int, int]:
        with held(tmp_path, monkeypatch) as pipe:
            client = [sys.executable, "-m", HOSTILE, name]
            result = run([ORDERS], Options(client=client, op_timeout=20.0), SIMULATOR)
            return result["scenarios"][0], exit_code(result), everybody_is_gone(pipe)

    return play


# Of each there is one process for the pre-flight, and one for the story.
@pytest.mark.parametrize(
    ("name", "name_of_check", "message"),
    [
        ("Restless", "protocol.quiet", "although no request of the harness was open"),
        ("Early", "protocol.answers", "before it was asked|replies come in order"),
        ("Silenced", "protocol.answers", "the client closed its stdout instead of answering tick"),
        ("Gigabyte", "protocol.answers", "is longer than 8 MiB"),
        ("Dies", "protocol.answers", "ended with exit code 3 instead of answering tick"),
        ("Insomniac", "protocol.answers", "asked to be woken more than 2000 times"),
    ],
)
def test_what_a_hostile_client_does_fails_it_and_is_said(
    name: str, name_of_check: str, message: str, judged: Any
) -> None:
    scenario, code, processes = judged(name)
    found = check(scenario, name_of_check)
    assert (scenario["verdict"], found["verdict"], code) == ("failed", "failed", 1)
    assert re.search(message, found["message"])  # which of two it is depends on when the harness looks
    assert processes >= 2


@pytest.mark.parametrize("name", ["Forks", "Daemon"])
@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="a session of its own hides a process here"
)
def test_what_a_client_leaves_behind_is_ended_with_it_though_nothing_else_is_wrong(
    name: str, judged: Any
) -> None:
    scenario, code, processes = judged(name)
    assert (scenario["verdict"], code) == ("passed", 0)
    ticks = processes - 2
    assert ticks >= 2


@pytest.mark.parametrize("name", ["Logs", "TimeTraveller"])
def test_a_client_may_log_what_it_likes_and_believe_in_any_year(name: str, judged: Any) -> None:
    scenario, code, _ = judged(name)
    assert (scenario["verdict"], code) == ("passed", 0)


def test_what_a_client_writes_after_its_last_reply_is_not_kept(judged: Any) -> None:
    tracemalloc.start()
    try:
        scenario, code, _ = judged("Farewell")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (scenario["verdict"], code) == ("passed", 0)
    assert peak < 64 * MEBIBYTE


def test_a_client_that_fights_takes_no_other_scenario_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(tmp_path, monkeypatch) as pipe:
        client = [sys.executable, "-m", HOSTILE, "Silenced"]
        stories = [replace(ORDERS, id=f"ropo/{letter}") for letter in "ab"]
        result = run(stories, Options(client=client, op_timeout=20.0, jobs=2), simulator_of_this_installation)
        assert everybody_is_gone(pipe) == 3
    assert [one["verdict"] for one in result["scenarios"]] == ["failed", "failed"]
    assert exit_code(result) == 1
