"""Expiry: who is not called for so long is archived and removed; nobody goes early, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from simulator import Refused, Sandbox, StoreError, World, archives_in, restore
from simulator.keeping.image import image
from simulator.store import Store
from simulator.store.memory import MemoryStore
from simulator.store.sqlite import SqliteStore
from tests.simulator.company import Company
from tests.simulator.stage import KEY, Stage
from tests.simulator.store.expiring import BEGAN, DAY, HOUR, Machine, call, days, expiry, ids
from tests.simulator.store.test_stores import opened

MINUTE = timedelta(minutes=1)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = MemoryStore()
    if request.param == "sqlite":
        made = SqliteStore(tmp_path / "store.sqlite", alone=True)
    elif request.param == "postgres":
        made = opened(request.getfixturevalue("database"))
    yield made
    made.close()


def test_one_that_nobody_calls_goes_after_its_time_and_its_archive_is_itself(
    store: Store, machine: Machine, tmp_path: Path
) -> None:
    world = World(key=KEY, store=store)
    company = Company(world=world).activate()
    company.open_case()
    before, words = image(company.sandbox), company.sandbox.endpoints("")
    watch = expiry(world, machine, tmp_path)
    watch.look()
    days(watch, machine, 9.9)
    assert ids(world) == ["1"]
    days(watch, machine, 0.5)
    assert ids(world) == []
    assert store.sandboxes() == []
    assert store.uses() == {}
    [archive] = archives_in(tmp_path)
    assert archive.name == "1.jsonl.gz"
    with archive.open("rb") as file:
        again = restore(world, file, called=archive.name)
    assert image(again) == before
    assert again.endpoints("") == words


def test_who_is_called_stays_and_the_others_go(machine: Machine, tmp_path: Path) -> None:
    world = World()
    sandboxes = [world.create() for _ in range(3)]
    watch = expiry(world, machine, tmp_path)
    for _ in range(4):
        days(watch, machine, 5)
        call(world, sandboxes[0])
        assert Stage(world).control("GET", "/sandboxes/2").status == 200
        assert Stage(world).control("GET", "/sandboxes").status == 200
    assert ids(world) == ["1", "2"]


def test_without_a_folder_it_is_removed_and_the_log_says_so(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    world.create()
    watch = expiry(world, machine)
    days(watch, machine, 11)
    assert ids(world) == []
    assert "sandbox 1 has expired: it was removed, as no folder for archives is named" in caplog.text


def test_when_it_was_used_is_written_at_most_once_an_hour_however_often_it_is_called(
    machine: Machine,
) -> None:
    class Counting(MemoryStore):
        written = 0

        def use(self, sandbox: str, until: str) -> None:
            self.written += 1
            super().use(sandbox, until)

    store = Counting()
    world = World(store=store)
    sandbox = world.create()
    watch = expiry(world, machine)
    for _ in range(24 * 60):
        call(world, sandbox)
        machine.pass_(MINUTE)
        watch.look()
    assert 23 <= store.written <= 25


def test_it_survives_a_restart_and_is_never_earlier_than_the_last_call(
    machine: Machine, tmp_path: Path
) -> None:
    world = World(key=KEY, store=SqliteStore(tmp_path / "db", alone=True))
    sandbox = world.create()
    watch = expiry(world, machine)
    days(watch, machine, 3)
    call(world, sandbox)
    watch.look()
    last = machine.at
    expires = world.retention.expires(sandbox)
    assert expires is not None
    assert last + 10 * DAY <= expires <= last + 10 * DAY + HOUR
    world.close()
    machine.pass_(9 * DAY)
    again = World(store=SqliteStore(tmp_path / "db", alone=True))
    watch = expiry(again, machine)
    watch.look()
    assert again.retention.expires(again.get("1")) == expires
    machine.pass_(DAY - MINUTE)
    watch.look()
    assert ids(again) == ["1"]
    machine.pass_(2 * HOUR)
    watch.look()
    assert ids(again) == []
    again.close()


def test_a_store_from_before_expiry_counts_from_the_first_look(machine: Machine) -> None:
    world = World()
    world.create()
    machine.pass_(1000 * DAY)
    watch = expiry(world, machine)
    days(watch, machine, 9)
    assert ids(world) == ["1"]


def test_one_to_keep_and_one_whose_clock_runs_stay_unless_that_is_said(machine: Machine) -> None:
    world = World()
    world.create(name="kept", keep=True)
    world.create(name="running", rate=1)
    watch = expiry(world, machine)
    days(watch, machine, 30)
    assert ids(world) == ["kept", "running"]
    assert [world.retention.expires(each) for each in world.sandboxes] == [None, None]
    days(expiry(world, machine, running=True), machine, 11)
    assert ids(world) == ["kept"]


def test_one_to_keep_is_kept_after_a_restart_too(tmp_path: Path) -> None:
    world = World(store=SqliteStore(tmp_path / "db", alone=True))
    world.create(keep=True)
    world.close()
    again = World(store=SqliteStore(tmp_path / "db", alone=True))
    assert again.retention.shown(again.get("1")) == {"keep": True}
    again.close()


def test_one_that_is_at_work_stays(machine: Machine) -> None:
    world = World()
    sandbox = world.create()
    watch = expiry(world, machine)
    with sandbox.round:
        days(watch, machine, 30)
    assert ids(world) == ["1"]
    days(watch, machine, 9)
    assert ids(world) == ["1"]
    days(watch, machine, 2)
    assert ids(world) == []


def test_one_does_not_last_because_another_of_its_name_did_that_another_server_has_removed() -> None:
    world = World()
    world.create(name="again", keep=True)
    world.let_go("again")  # another server has it now
    world.store.remove("again")
    assert world.retention.shown(world.create(name="again")) == {}


def test_a_call_that_comes_while_it_is_archived_keeps_it(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    sandbox = world.create()
    watch = expiry(world, machine, tmp_path)
    real = watch._filed

    def filed(found: Sandbox, rows: int) -> str:
        call(world, sandbox)
        return real(found, rows)

    monkeypatch.setattr(watch, "_filed", filed)
    days(watch, machine, 11)
    assert ids(world) == ["1"]
    monkeypatch.undo()
    days(watch, machine, 9)
    assert ids(world) == ["1"]
    days(watch, machine, 2)
    assert ids(world) == []
    assert len(archives_in(tmp_path)) == 1


def test_a_crash_between_archiving_and_removing_loses_nothing_and_archives_it_once(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(key=KEY, store=SqliteStore(tmp_path / "db", alone=True))
    world.create()
    watch = expiry(world, machine, tmp_path / "out")
    (tmp_path / "out").mkdir()
    watch.look()
    machine.pass_(11 * DAY)

    def crash(sandbox: str, may: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(world, "remove", crash)
    with pytest.raises(KeyboardInterrupt):
        watch.look()
    world.store.close()
    assert [each.name for each in archives_in(tmp_path / "out")] == ["1.jsonl.gz"]
    again = World(store=SqliteStore(tmp_path / "db", alone=True))
    assert ids(again) == ["1"]
    expiry(again, machine, tmp_path / "out").look()
    assert ids(again) == []
    assert [each.name for each in archives_in(tmp_path / "out")] == ["1.jsonl.gz"]
    again.close()


def test_who_removes_it_at_that_moment_and_expiry_do_not_wait_for_each_other(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    sandbox = world.create()
    watch = expiry(world, machine)
    watch.look()
    machine.pass_(11 * DAY)
    turn, comes = world.turn, Event()

    def coming(name: str) -> AbstractContextManager[object]:
        comes.set()
        return turn(name)

    monkeypatch.setattr(world, "turn", coming)
    looks = Thread(target=watch.look, daemon=True)
    with turn("1"):  # who removes a sandbox has its turn, and then waits for the end of a step in it
        looks.start()
        comes.wait()
        sandbox.lock.take(wait=False)
        sandbox.lock.give_back()
    looks.join()
    assert ids(world) == []


@pytest.mark.parametrize("again", [False, True])
def test_one_that_was_removed_while_it_was_archived_is_gone_and_the_next_of_its_name_stays(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    world = World()
    for name in ("first", "second"):
        world.create(name=name)
    watch = expiry(world, machine, tmp_path)
    watch.look()
    real = watch._filed

    def filed(found: Sandbox, rows: int) -> str:
        place = real(found, rows)
        if found.id == "first":
            world.remove("first")
            if again:
                world.create(name="first")
        return place

    monkeypatch.setattr(watch, "_filed", filed)
    machine.pass_(11 * DAY)
    watch.look()
    assert ids(world) == (["first"] if again else [])
    days(watch, machine, 9.9)
    assert ids(world) == (["first"] if again else [])


def test_when_one_was_used_that_was_removed_since_is_not_kept_for_the_next_of_its_name(store: Store) -> None:
    world = World(store=store)
    world.create(name="same")
    world.remove("same")
    store.use("same", BEGAN.isoformat())
    world.create(name="same")
    assert store.uses() == {}


def test_two_of_one_name_have_two_archives(machine: Machine, tmp_path: Path) -> None:
    world = World()
    for seed in (1, 2):
        world.create(name="same", seed=seed)
        days(expiry(world, machine, tmp_path), machine, 11)
    assert [each.name for each in archives_in(tmp_path)] == ["same.2.jsonl.gz", "same.jsonl.gz"]
    for seed, name in ((1, "same.jsonl.gz"), (2, "same.2.jsonl.gz")):
        with (tmp_path / name).open("rb") as file:
            assert restore(World(), file, called=name).seed == seed


def test_what_cannot_be_archived_stays_and_the_log_says_why(
    machine: Machine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    world.create()
    watch = expiry(world, machine, tmp_path / "gone")
    days(watch, machine, 12, DAY)
    assert ids(world) == ["1"]
    assert "sandbox 1 has expired, and stays: it cannot be archived: " in caplog.text


def test_a_store_that_fails_is_told_and_looked_at_again(
    machine: Machine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*words: Any) -> None:
        raise StoreError("the database is away")

    world = World()
    world.create()
    watch = expiry(world, machine)
    with monkeypatch.context() as patched:
        patched.setattr(world.store, "use", away)
        days(watch, machine, 1)
    assert "which sandboxes expire is not known at the moment: the database is away" in caplog.text
    days(watch, machine, 11)
    assert ids(world) == []


@pytest.mark.parametrize("to", [BEGAN + 900 * DAY, BEGAN - 900 * DAY])
def test_a_clock_of_the_machine_that_jumps_lets_nobody_go_early_or_stay_for_ever(
    machine: Machine, to: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    world = World()
    world.create()
    watch = expiry(world, machine)
    days(watch, machine, 5)
    machine.set(to)
    days(watch, machine, 4)
    assert ids(world) == ["1"]
    assert "the machine's clock jumped by" in caplog.text
    days(watch, machine, 2)
    assert ids(world) == []


def test_who_still_holds_a_sandbox_that_was_removed_writes_nothing_more(store: Store) -> None:
    world = World(store=store)
    sandbox = world.create()
    world.remove("1")
    with pytest.raises(StoreError, match="sandbox '1' was removed meanwhile"):
        sandbox.put_debtor("acme", {"kind": "company"})
    assert list(store.rows("1")) == []
    with pytest.raises(Refused, match="there is no sandbox '1'"):
        world.remove("1")


def test_the_control_api_shows_when_one_expires_and_which_does_not(machine: Machine) -> None:
    world = World()
    stage = Stage(world)
    assert "expires" not in stage.control("POST", "/sandboxes", {"name": "one"}).json
    watch = expiry(world, machine)
    watch.look()
    assert stage.control("POST", "/sandboxes", {"name": "kept", "keep": True}).json["keep"] is True
    one, kept = stage.control("GET", "/sandboxes").json
    assert one["expires"] == (BEGAN + 10 * DAY + HOUR).isoformat()
    assert "keep" not in one
    assert "expires" not in kept


def test_it_looks_by_itself_at_once_and_ends_when_it_is_left(machine: Machine) -> None:
    world = World()
    world.create()
    world.store.use("1", (BEGAN - 11 * DAY).isoformat())
    with expiry(world, machine).watching():
        pass
    assert ids(world) == []
