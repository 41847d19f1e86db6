"""Archives: a sandbox goes through a file into another store and is the same; what is no archive leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest

from simulator import Message, Refused, Sandbox, StoreError, World, archived, open_store
from simulator.channels import channels
from simulator.keeping.image import image
from simulator.store import Row, Store
from simulator.store.memory import MemoryStore
from simulator.store.sqlite import SqliteStore
from tests.simulator.company import Company
from tests.simulator.control.test_fork import bytes_of
from tests.simulator.stage import KEY, Client, Stage
from tests.simulator.store.archives import lived, packed, taken_in
from tests.simulator.store.test_stores import opened


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store that nobody has used."""
    made: Store = MemoryStore()
    if request.param == "sqlite":
        made = SqliteStore(tmp_path / "other.sqlite", alone=True)
    elif request.param == "postgres":
        made = opened(request.getfixturevalue("database"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def company() -> Company:
    return lived()


@pytest.fixture(scope="module")
def whole(company: Company) -> bytes:
    return packed(company.world, company.sandbox)


def in_another(company: Company, world: World, sandbox: Sandbox) -> Company:
    """The company's client and people, in a sandbox of another world."""
    other = Company.__new__(Company)
    other.world, other.stage = world, Stage(world, post=lambda message: 200)
    other.take(sandbox)
    return other


def test_a_restored_sandbox_is_the_one_that_was_archived_and_goes_on_as_that_does(store: Store) -> None:
    company = lived()
    world = World(store=store)
    sandbox = taken_in(world, packed(company.world, company.sandbox))
    other = in_another(company, world, sandbox)
    assert image(sandbox) == image(company.sandbox)
    assert sandbox.deadlines() == company.sandbox.deadlines() != []
    assert sandbox.endpoints("") == company.sandbox.endpoints("")
    assert sandbox.facts() == company.sandbox.facts()
    assert bytes_of(other) == bytes_of(company)
    for each in (company, other):
        each.sandbox.run_until(each.sandbox.now + timedelta(days=60))
    assert sandbox.facts() == company.sandbox.facts()
    assert sandbox.due_messages() == company.sandbox.due_messages()


def test_it_is_there_after_a_restart_too(tmp_path: Path, company: Company, whole: bytes) -> None:
    world = World(store=SqliteStore(tmp_path / "db", alone=True))
    taken_in(world, whole)
    world.close()
    again = World(store=SqliteStore(tmp_path / "db", alone=True))
    assert again.get("1").facts() == company.sandbox.facts()
    assert again.get("1").endpoints("") == company.sandbox.endpoints("")
    again.close()


def test_who_had_its_credentials_goes_on_with_them_and_fetches_a_new_token(store: Store) -> None:
    company = Company().activate()
    world = World(store=store)
    sandbox = taken_in(world, packed(company.world, company.sandbox))
    client = Client(company.sandbox, Stage(world))
    assert client.get("/v1/events") == company.client.get("/v1/events")
    old = {"authorization": f"Bearer {company.client.token}"}
    assert Stage(world).call("GET", "/maventa/v1/events", headers=old).status == 401
    assert world.by_secret(company.sandbox.secret("maventa")) is sandbox


def test_in_the_store_that_it_came_from_its_tokens_are_good_again() -> None:
    company = Company().activate()
    archive = packed(company.world, company.sandbox)
    token = company.client.token
    company.world.remove("1")
    taken_in(company.world, archive)
    assert (
        company.stage.call("GET", "/maventa/v1/events", headers={"authorization": f"Bearer {token}"}).status
        == 200
    )


def test_what_was_archived_restored_and_archived_again_is_the_same_to_the_byte(
    whole: bytes, store: Store
) -> None:
    world = World(store=store)
    assert packed(world, taken_in(world, whole)) == whole


def test_credentials_that_a_client_has_built_in_are_in_the_archive() -> None:
    built_in = {"maventa": {"client_id": "our-own", "client_secret": "always-this"}}
    world = World(key=KEY)
    archive = packed(world, world.create(credentials=built_in, name="ours", rate=60, keep=True))
    other = World()
    sandbox = taken_in(other, archive)
    assert other.by_secret("always-this") is sandbox
    assert sandbox.endpoints("")["maventa"]["client_id"] == "our-own"
    assert sandbox.pace is not None
    assert other.retention.shown(sandbox) == {"keep": True}


def test_a_webhook_that_was_taken_is_not_sent_again_and_one_that_waits_is_sent_once(whole: bytes) -> None:
    world, sent = World(), []

    def post(message: Message) -> int:
        sent.append(message.id)
        return 200

    sandbox = taken_in(world, whole)
    before = [each.id for each in sandbox.outbox.messages.values() if each.acknowledged]
    stage = Stage(world, post=post)
    stage.courier.deliver(sandbox)
    assert sent
    assert before
    assert not set(before) & set(sent)
    assert len(set(sent)) == len(sent)


# Another name


def test_under_another_name_it_is_a_copy_with_secrets_of_its_own_that_tells_nobody_anything(
    store: Store,
) -> None:
    company = lived()
    archive = packed(company.world, company.sandbox)
    world = World(store=store)
    original = taken_in(world, archive)
    copy = taken_in(world, archive, "copy")
    assert copy.id == "copy"
    assert copy.facts() == original.facts()
    assert copy.deadlines() == original.deadlines()
    mine, its = original.endpoints(""), copy.endpoints("")
    for name, channel in channels().items():
        assert mine[name].pop(channel.credential) != its[name].pop(channel.credential)
    assert mine == its
    assert copy.state.webhooks == {}
    assert copy.due_messages() == []
    assert original.due_messages() == company.sandbox.due_messages() != []


def test_its_own_name_said_aloud_is_its_own_name(whole: bytes, company: Company) -> None:
    assert taken_in(World(), whole, "1").endpoints("") == company.sandbox.endpoints("")


def test_an_id_that_is_taken_is_refused_and_nothing_changes(whole: bytes, store: Store) -> None:
    world = World(store=store)
    there = world.create(name="1")
    facts = there.facts()
    with pytest.raises(
        Refused, match=r"'1' exists already; restore the archive under another name, or delete"
    ) as told:
        taken_in(world, whole)
    assert told.value.kind == "conflict"
    assert world.sandboxes == [there]
    assert there.facts() == facts


def test_secrets_that_another_sandbox_has_are_refused(whole: bytes, company: Company) -> None:
    world = World()
    world.create(name="x", credentials={"maventa": {"client_secret": company.sandbox.secret("maventa")}})
    with pytest.raises(Refused, match="another sandbox has this client_secret for maventa already"):
        taken_in(world, whole)
    assert [each.id for each in world.sandboxes] == ["x"]


def test_a_sandbox_that_is_not_there_is_not_archived() -> None:
    world = World()
    world.create()
    with pytest.raises(Refused, match=r"there is no sandbox 'x' in the store; there are: 1"):
        archived(world.store, world.key, "x", BytesIO())


# All or nothing


def test_a_store_that_fails_on_the_way_keeps_nothing_and_the_id_is_free(
    store: Store, company: Company
) -> None:
    def some() -> Iterator[Row]:
        for row in company.world.store.rows("1"):
            if row.number > 5:
                raise StoreError("the disk is full")
            yield row

    with pytest.raises(StoreError, match="the disk is full"):
        store.bring("1", {"seed": 1}, some())
    assert store.sandboxes() == []
    assert list(store.rows("1")) == []
    store.bring("1", {"seed": 1}, company.world.store.rows("1"))
    assert store.sandboxes() == [("1", {"seed": 1})]
    assert list(store.rows("1")) == list(company.world.store.rows("1"))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_restore_that_a_crash_ended_left_nothing(
    kind: str, tmp_path: Path, company: Company, request: pytest.FixtureRequest
) -> None:
    place = tmp_path / "db" if kind == "sqlite" else request.getfixturevalue("database")

    def some() -> Iterator[Row]:
        yield from islice(company.world.store.rows("1"), 5)
        raise KeyboardInterrupt  # the process ends here, and nobody tidies up

    store = open_store(place)
    with pytest.raises(KeyboardInterrupt):
        store.bring("1", {"seed": 1}, some())
    assert store.sandboxes() == []
    store.close()
    again = open_store(place)
    assert again.sandboxes() == []
    again.bring("1", {"seed": 1}, company.world.store.rows("1"))
    assert list(again.rows("1")) == list(company.world.store.rows("1"))
    again.close()
