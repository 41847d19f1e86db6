"""A soak finds what a server holds on to; and a server holds on to nothing of a sandbox that was deleted."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conformance.bench import soak
from conformance.bench.soak.receiver import receiver
from conformance.bench.soak.wire import Tally, Unexpected, Wire
from conformance.cli import exit_code_of
from conformance.clients.busy import born
from conformance.clients.measured import Ask
from simulator import Sandbox, Server, World, open_store, shapes
from simulator.domain.happened import Timeline
from simulator.domain.packing import Packing
from simulator.domain.state import State
from simulator.journal import Exchange
from simulator.keeping.keeper import Keeper

ROUNDS = 6
A_ROUND = soak.COMPANIES + 1
"""How many lives and turns of misbehaving there are in a round."""


def as_many(left: int) -> Callable[[], bool]:
    """What says so often that it goes on, and then that it is over."""
    turns = iter(range(left))
    return lambda: next(turns, None) is None


def test_rounds_of_mixed_load_leave_nothing_behind() -> None:
    tally = Tally()
    samples = list(soak.samples(as_many(ROUNDS), lambda: as_many(A_ROUND), tally))
    assert soak.found(samples) == []
    assert len(samples) == ROUNDS + 1
    assert tally.lives >= ROUNDS
    assert tally.webhooks > tally.lives
    assert {200, 201, 204, 400, 401, 404, 413, 429, 431, 503} <= set(tally.statuses)


def test_a_server_that_fails_under_load_is_told_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.bench.soak._FAILURE", "dunbox serves")
    samples = list(soak.samples(as_many(0), lambda: as_many(0), Tally()))
    [wrong] = soak.found(samples)
    assert "the server said: dunbox serves http://127.0.0.1:" in wrong


# --- what is given back -------------------------------------------------------------------------------------

OF_A_SANDBOX = (Sandbox, State, Timeline, Exchange, Keeper, Packing)


def alive() -> list[Any]:
    return [each for each in gc.get_objects() if isinstance(each, OF_A_SANDBOX)]


@pytest.mark.parametrize("file", [None, "store.db"])
def test_a_deleted_sandbox_is_given_back_at_once_and_not_when_python_searches_for_circles(
    tmp_path: Path, file: str | None
) -> None:
    world, tally = World(store=open_store(str(tmp_path / file)) if file else None), Tally()
    gc.collect()
    before = {id(each) for each in alive()}
    gc.disable()
    try:
        with Server(world, control=True) as server, receiver(tally) as hook:
            wire = Wire(int(server.url.rpartition(":")[2]), tally)
            company = born(wire, hook, seed=1)
            company.live()
            assert {id(each) for each in alive()} - before
            company.end()
            wire.close()
        strays = {id(each) for _, each in world.journal.read()}
        assert {id(each) for each in alive()} - before == strays
        assert len(strays) == 1  # the call with the credentials of a sandbox that was gone
    finally:
        gc.enable()
        world.close()


# --- the judgement ------------------------------------------------------------------------------------------


def sampled(**changing: list[int]) -> list[dict[str, Any]]:
    """Samples in which nothing grows but what is given."""
    [length] = {len(values) for values in changing.values()}
    still: dict[str, Any] = {column.key: 100 for column in soak.COLUMNS} | {"wrong": 0, "first_wrong": None}
    return [still | {key: values[nth] for key, values in changing.items()} for nth in range(length)]


@pytest.mark.parametrize("bound", soak.BOUNDS, ids=lambda bound: bound.key)
def test_what_grows_sample_by_sample_is_found(bound: soak.Bound) -> None:
    [wrong] = soak.found(sampled(**{bound.key: [100 + 5 * nth for nth in range(60)]}))
    assert bound.name in wrong


def test_what_grew_while_it_was_warming_up_and_single_samples_are_not_held_against_it() -> None:
    memory = [50, 90, *[100] * 58]
    memory[-1] = memory[30] = 500
    assert soak.found(sampled(memory_mib=memory)) == []


def test_a_wrong_answer_is_found_and_shown() -> None:
    tally = Tally()
    with Server(World(), control=True) as server:
        wire = Wire(int(server.url.rpartition(":")[2]), tally)
        with pytest.raises(Unexpected):
            wire(Ask("GET", "/control/v1/sandboxes"), wanted=(404,))
        wire.close()
    samples = sampled(memory_mib=[1])
    samples[-1] |= {"wrong": len(tally.wrong), "first_wrong": tally.wrong[0]}
    [wrong] = soak.found(samples)
    assert "GET /control/v1/sandboxes was answered with 200" in wrong


def test_a_defect_of_dunbox_is_wrong_whatever_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "sandbox", lambda *given: 1 / 0)
    world, tally = World(), Tally()
    world.create()
    with Server(world, control=True) as server:
        wire = Wire(int(server.url.rpartition(":")[2]), tally)
        with pytest.raises(Unexpected):
            wire(Ask("GET", "/control/v1/sandboxes"), wanted=(200, 500))
        wire.close()
    assert "ZeroDivisionError in list_sandboxes" in tally.wrong[0]


def test_the_command_exits_with_1_for_what_a_soak_has_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = sampled(files=[100 + 5 * nth for nth in range(60)])
    monkeypatch.setattr(soak, "rows", lambda minutes, calls: iter(samples))
    assert exit_code_of(["bench", "--soak", "1"]) == 1
    assert "open files became" in capsys.readouterr().err
    monkeypatch.setattr(soak, "rows", lambda minutes, calls: iter(samples[:1]))
    assert exit_code_of(["bench", "--soak", "1"]) == 0
    assert "nothing is held on to" in capsys.readouterr().err
