"""Several processes at work on one store at the same time: nothing is lost, doubled, refused, or another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from simulator import open_store
from simulator.store import Share
from tests.simulator.store.hammering import COMMON, Worker
from tests.simulator.store.test_stores import BIRTH, row
from tests.simulator.store.together import ADDRESSES, OnDatabase, OnFile, shares

Ground = OnFile | OnDatabase


@pytest.fixture(params=["sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    if request.param == "postgres":
        yield OnDatabase(request.getfixturevalue("postgres"), request.getfixturevalue("database"))
        return
    prepare(str(tmp_path / "log.sqlite"))
    made = OnFile(tmp_path / "log.sqlite")
    yield made
    made.hold.close()


def prepare(place: str) -> None:
    """Make what all want."""
    store = open_store(place)
    for name in COMMON:
        store.create(name, BIRTH)
    store.close()


def started(ground: Ground, address: str, rows: int, *, patience: bool = False) -> Worker:
    if isinstance(ground, OnFile):
        return Worker(str(ground.path), ground.share(address), rows, patience=patience)
    return Worker(ground.url, Share(address), rows, patience=patience)


def of_kind(told: list[Any], kind: str) -> list[Any]:
    return [each[kind] for each in told if kind in each]


def test_processes_side_by_side_lose_nothing_and_double_nothing(ground: Ground) -> None:
    if isinstance(ground, OnDatabase):
        prepare(ground.url)
    workers = [started(ground, address, rows=40) for address in ADDRESSES[:3]]
    looking = ground.join(ADDRESSES[3])
    seen, last = [], 0
    with ThreadPoolExecutor() as several:
        told = [several.submit(list, each.said()) for each in workers]
        for each in workers:
            each.begin()
        while not all(each.done() for each in told):
            for number, name, _ in shares(looking).born(last):
                seen.append(name)
                last = number
    seen += [name for _, name, _ in shares(looking).born(last)]
    everything = [line for lines in told for line in lines.result()]
    for each in workers:
        each.end()
    assert of_kind(everything, "conflict") == []
    there = [name for name, _ in looking.sandboxes()]
    assert {name: seen.count(name) for name in there} == dict.fromkeys(there, 1)
    gone = set(of_kind(everything, "removed"))
    wrote = Counter(tuple(each) for each in of_kind(everything, "wrote") if each[0] not in gone)
    assert set(wrote.values()) == {1}
    for name in there:
        numbers = [each.number for each in looking.rows(name)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {(name, number) for number in numbers} >= {each for each in wrote if each[0] == name}
    owned = [name for ours in of_kind(everything, "ours") for name in ours]
    assert sorted(owned) == sorted(there)
    looking.close()


def test_what_a_killed_process_was_told_is_there_and_goes_on_in_other_hands(ground: Ground) -> None:
    if isinstance(ground, OnDatabase):
        prepare(ground.url)
    # The locks of a killed process end one after the other: those of SQLite's may be the last, a moment later.
    killed, other = (started(ground, address, rows=10_000, patience=True) for address in ADDRESSES[:2])
    for each in (killed, other):
        each.begin()
    told = list(islice(killed.said(), 150))
    killed.kill()
    told += killed.said()
    told += islice(other.said(), 50)
    other.kill()
    told += other.said()
    for each in (killed, other):
        each.end()
    # In the file it is the worker that was killed, in the database a member that is new.
    looking = ground.join(ADDRESSES[0])
    there = dict(looking.sandboxes())
    assert set(COMMON) <= there.keys()
    for name in there:
        assert shares(looking).claim(name) in (None, ADDRESSES[1])
        wrote = [number for sandbox, number in of_kind(told, "wrote") if sandbox == name]
        assert {each.number for each in looking.rows(name)} >= set(wrote)
    assert any(sandbox in COMMON for sandbox, _ in of_kind(told, "wrote"))
    mine = sorted(shares(looking).ours())[0]
    looking.append(mine, row(len(list(looking.rows(mine))) + 1))
    looking.close()
