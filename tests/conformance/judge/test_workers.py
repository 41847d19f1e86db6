"""Lots of work, shared out to processes: each lot is done once, whoever dies, and nobody is left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.runner import Options
from conformance.runner.pool import play
from conformance.runner.port import Simulator
from conformance.runner.workers import Died, shared_out
from tests.conformance.judge.stories import Scenario


@pytest.fixture(autouse=True)
def nobody_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


def letters(word: str) -> Generator[str, None, None]:
    """The letters of a word; two words are the death of a process."""
    if word == "exit":
        os._exit(7)
    yield from word
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)


def waits(folder: Path) -> Generator[str, None, None]:
    """Say that it began, wait for ever, and leave a sign when it is ended."""
    try:
        yield "began"
        threading.Event().wait()
    finally:
        (folder / "unwound").touch()


def test_each_lot_is_done_by_one_process_in_its_own_order() -> None:
    found = list(shared_out(["one", "two", "three"], letters, 2))
    assert sorted({lot for lot, _ in found}) == ["one", "three", "two"]
    for word in ("one", "two", "three"):
        assert [letter for lot, letter in found if lot == word] == list(word)


def test_without_lots_nobody_is_started() -> None:
    assert list(shared_out([], letters, 2)) == []


@pytest.mark.parametrize("processes", [1, 2])
def test_a_process_that_dies_takes_no_lot_but_its_own_with_it(processes: int) -> None:
    found = list(shared_out(["exit", "kill", "one"], letters, processes))
    assert [letter for lot, letter in found if lot == "one"] == ["o", "n", "e"]
    assert [result for lot, result in found if lot == "exit"] == [Died(7)]
    assert [result for lot, result in found if lot == "kill"] == [*"kill", Died(-signal.SIGKILL)]


def test_what_is_still_at_work_is_unwound_when_nobody_wants_more(tmp_path: Path) -> None:
    with closing(shared_out([tmp_path], waits, 1)) as found:
        assert next(found) == (tmp_path, "began")
    assert (tmp_path / "unwound").exists()


def no_simulator() -> Simulator:
    """What cannot be made."""
    os._exit(3)


def test_scenarios_of_a_process_that_died_are_told_as_the_harness_s_error() -> None:
    scenarios = [replace(Scenario(), id=name) for name in ("ropo/a", "ropo/b")]
    found = play(scenarios, Options(client_python="some.module:Client", jobs=2), no_simulator)
    assert [(one["id"], one["verdict"]) for one in found] == [
        ("ropo/a", "harness_error"),
        ("ropo/b", "harness_error"),
    ]
    assert all(one["message"].endswith("ended with exit code 3") for one in found)
