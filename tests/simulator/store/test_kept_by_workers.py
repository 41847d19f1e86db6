"""Retention where several servers share a store: what is archived comes back, who expires goes once, none is lost."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from conformance.cli import exit_code_of
from simulator import archives_in
from tests.simulator.store.aging import Machine
from tests.simulator.store.test_workers import numbers, place, serving, through_each
from tests.simulator.store.workers import Broken, Servers, asked, side_by_side

__all__ = ["place"]
NUMBERS = {"a": "101", "b": "102", "c": "103", "d": "104"}
NAMES = list(NUMBERS)
ASKERS = 160  # more than two servers have threads


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archives"


def options(folder: Path) -> list[str]:
    return ["--expire-after", "10", "--archive-to", str(folder)]


def there(servers: Servers) -> list[str]:
    """The ids of all sandboxes, as the list has them."""
    return [each["id"] for each in servers.control("GET", "/sandboxes")]


def made(servers: Servers) -> None:
    """Have sandboxes at both workers, each with an invoice that no other has; nothing else is there."""
    servers.control("DELETE", "/sandboxes/1")
    for name, number in NUMBERS.items():
        servers.control("POST", "/sandboxes", {"name": name})
        servers.client(name).send(number)


def looked_at(servers: Servers, machine: Machine) -> None:
    """Wait until each server has seen which of its sandboxes were called."""
    last = {
        each: machine.looks(each) + 2 for each in servers.pids() or [servers.process.pid]
    }  # one is under way
    while any(machine.looks(each) < number for each, number in last.items()):
        servers.ask("GET", "/health")


def archive_of(servers: Servers, name: str) -> bytes:
    status, archive, _ = asked(servers.port, "GET", f"/control/v1/sandboxes/{name}/archive", b"", {})
    assert status == 200
    return archive


def until_only(servers: Servers, left: list[str]) -> None:
    """Look until only these are left; whoever is asked may be killed."""
    found = None
    while found != left:
        with suppress(Broken):
            found = there(servers)


def as_they_were(servers: Servers, names: list[str], prefix: str = "") -> None:
    for name in names:
        assert numbers(servers.client(prefix + name)) == Counter([NUMBERS[name]])


def dunbox(*words: str | Path) -> None:
    assert exit_code_of([str(each) for each in words]) == 0


def test_each_worker_gives_the_same_archive_of_any_sandbox_and_takes_it_in(place: str, folder: Path) -> None:
    with serving(place, workers=2) as servers:
        url = f"http://127.0.0.1:{servers.port}"
        made(servers)
        for name in NAMES:
            archives = through_each(servers, partial(archive_of, servers, name), workers=2)
            assert len(archives) == 2
            assert len(set(archives)) == 1
        dunbox("export", "--server", url, "--all", "--to", folder)
        for archive in archives_in(folder):
            dunbox("import", "--server", url, archive, "--as", f"copy-{archive.name[0]}")
        assert exit_code_of(["import", "--server", url, str(folder)]) == 2
        assert there(servers) == [*NAMES, *(f"copy-{name}" for name in NAMES)]
        as_they_were(servers, NAMES)
        as_they_were(servers, NAMES, "copy-")


def test_who_expires_is_archived_once_and_removed_at_each_worker_and_comes_back(
    place: str, folder: Path, machine: Machine
) -> None:
    with serving(place, *options(folder), command=machine.command, workers=2) as servers:
        made(servers)
        servers.control("POST", "/sandboxes", {"name": "kept", "keep": True})
        looked_at(servers, machine)
        machine.pass_(6)
        servers.client("c").send("203")
        looked_at(servers, machine)
        machine.pass_(6)
        until_only(servers, ["c", "kept"])
        assert [each.name for each in archives_in(folder)] == ["a.jsonl.gz", "b.jsonl.gz", "d.jsonl.gz"]
        dunbox("import", "--server", f"http://127.0.0.1:{servers.port}", folder)
        assert sorted(there(servers)) == [*NAMES, "kept"]
        as_they_were(servers, ["a", "b", "d"])
        assert numbers(servers.client("c")) == Counter(["103", "203"])


def test_workers_that_are_killed_between_archiving_and_removing_lose_nothing_and_go_on(
    place: str, folder: Path, machine: Machine
) -> None:
    with serving(place, *options(folder), command=machine.killing, workers=2) as servers:
        made(servers)
        looked_at(servers, machine)
        machine.pass_(11)
        until_only(servers, [])
        assert machine.kills() == set(NAMES)
        assert [each.name for each in archives_in(folder)] == [f"{name}.jsonl.gz" for name in NAMES]
        dunbox("import", "--server", f"http://127.0.0.1:{servers.port}", folder)
        as_they_were(servers, NAMES)


def test_a_server_alone_that_is_killed_between_them_goes_on_when_it_is_started_again(
    place: str, folder: Path, machine: Machine
) -> None:
    killed = Servers(place, *options(folder), command=machine.killing, workers=1)
    killed.client().send("100")
    looked_at(killed, machine)
    machine.pass_(11)
    assert killed.gone() == -9
    assert [each.name for each in archives_in(folder)] == ["1.jsonl.gz"]
    with serving(place, *options(folder), command=machine.killing, workers=1) as again:
        while "1" in there(again):
            """It has just begun."""
        assert [each.name for each in archives_in(folder)] == ["1.jsonl.gz"]
        dunbox("import", "--server", f"http://127.0.0.1:{again.port}", folder)
        assert numbers(again.client()) == Counter(["100"])


def test_lists_metrics_and_pages_are_answered_while_workers_are_killed(place: str) -> None:
    with serving(place, workers=2) as servers:
        made(servers)
        done = Event()
        found: Counter[tuple[str, int]] = Counter()

        def look(path: str) -> None:
            answers = 0
            while not answers or not done.is_set():
                with suppress(Broken):  # it was asked of the one that was killed
                    found[path, servers.ask("GET", path)[0]] += 1
                    answers += 1

        def kill() -> None:
            try:
                for nth in range(6):
                    servers.kill_worker(nth % 2)
            finally:
                done.set()

        paths = ["/metrics", "/control/v1/sandboxes", "/console", "/console/sandboxes/a"]
        side_by_side([*(partial(look, path) for path in paths), kill])
        assert set(found) == {(path, 200) for path in paths}
        assert there(servers) == NAMES
        as_they_were(servers, NAMES)


def test_more_lists_at_once_than_there_are_threads_wait_for_no_other_list(place: str) -> None:
    with serving(place, workers=2) as servers:
        made(servers)
        found: list[list[str]] = []
        side_by_side([lambda: found.append(there(servers))] * ASKERS)
        assert found == [NAMES] * ASKERS
