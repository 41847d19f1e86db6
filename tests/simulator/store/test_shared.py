"""What every store has to do that several members share: each sandbox has one owner, and nobody else writes it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator.domain.commands import AdvanceClock
from simulator.store import Cell, Conflict, Head, Missing, NotOurs, Row, Store
from tests.postgres import Postgres
from tests.simulator.store.test_stores import AT, BIRTH, row
from tests.simulator.store.together import ADDRESSES, Ground, Losing, OnDatabase, OnFile, Together, shares

HEAD = Head(1, 1, b"rest")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    if request.param == "memory":
        yield Together()
    elif request.param == "sqlite":
        made = OnFile(tmp_path / "log.sqlite")
        yield made
        made.hold.close()
        assert [each.name for each in tmp_path.iterdir()] == ["log.sqlite"]
    else:
        yield OnDatabase(request.getfixturevalue("postgres"), request.getfixturevalue("database"))


@pytest.fixture
def members(ground: Ground) -> Iterator[list[Store]]:
    made = [ground.join(address) for address in ADDRESSES[:3]]
    yield made
    for each in made:
        each.close()


def test_who_makes_a_sandbox_has_it_and_others_are_told_where(members: list[Store]) -> None:
    one, other, _ = members
    one.create("x", BIRTH)
    assert shares(one).claim("x") is None
    assert shares(other).claim("x") == ADDRESSES[0]
    assert shares(one).ours() == {"x"}
    assert shares(other).ours() == set()
    assert shares(other).free() == []


def test_a_member_knows_where_the_others_are(members: list[Store]) -> None:
    assert shares(members[1]).others()[:2] == [ADDRESSES[0], ADDRESSES[2]]
    assert ADDRESSES[1] not in shares(members[1]).others()


def test_what_is_not_there_cannot_be_had(members: list[Store]) -> None:
    with pytest.raises(Missing, match="there is no sandbox 'x'"):
        shares(members[0]).claim("x")
    assert shares(members[0]).free() == []


def test_nothing_is_written_into_what_is_anothers(members: list[Store]) -> None:
    one, other, _ = members
    one.create("x", BIRTH)
    one.append("x", row(1))
    with pytest.raises(NotOurs):
        other.append("x", row(2))
    with pytest.raises(NotOurs):
        other.remove("x")
    assert list(one.rows("x")) == list(other.rows("x")) == [row(1)]
    assert one.sandboxes() == other.sandboxes() == [("x", BIRTH)]


def test_a_snapshot_is_its_owners(members: list[Store]) -> None:
    one, other, _ = members
    one.create("x", BIRTH)
    mine, theirs = one.cells("x"), other.cells("x")
    if mine is None or theirs is None:
        pytest.skip("this store keeps no snapshots")
    mine.write(HEAD, [Cell("case", 1, "a", b"1")], [], anew=True)
    for each in (
        theirs.head,
        theirs.drop,
        lambda: theirs.keys("case"),
        lambda: theirs.read("case", "a", 1),
        lambda: theirs.write(HEAD, [], [Cell("case", 1, "a", b"")], anew=False),
    ):
        with pytest.raises(NotOurs):
            each()
    assert mine.head() == HEAD
    assert mine.read("case", "a", 1) == b"1"


def test_who_copies_a_sandbox_has_the_copy(members: list[Store]) -> None:
    one, other, _ = members
    one.create("x", BIRTH)
    for number in (1, 2):
        one.append("x", row(number))
    other.copy("x", "y", {"seed": 2}, 1)
    assert shares(one).claim("y") == ADDRESSES[1]
    other.append("y", row(2))
    assert list(one.rows("y")) == [row(1), row(2)]
    with pytest.raises(Conflict):
        one.copy("x", "y", BIRTH, 1)


def test_an_id_is_taken_once_by_whomever(members: list[Store]) -> None:
    members[0].create("x", BIRTH)
    with pytest.raises(Conflict, match="'x' exists already"):
        members[1].create("x", {"seed": 2})
    assert members[1].sandboxes() == [("x", BIRTH)]


def test_who_made_a_removed_sandbox_anew_has_it_and_its_last_owner_is_told(members: list[Store]) -> None:
    one, other, _ = members
    one.create("x", BIRTH)
    one.append("x", row(1))
    one.remove("x")
    with pytest.raises(NotOurs):
        one.append("x", row(2))
    with pytest.raises(Missing):
        shares(other).claim("x")
    other.create("x", BIRTH)
    with pytest.raises(NotOurs):
        one.append("x", row(1))
    other.append("x", row(1))
    assert shares(one).claim("x") == ADDRESSES[1]


def test_a_sandbox_that_is_not_there_can_be_removed(members: list[Store]) -> None:
    members[0].remove("nobody")
    assert members[0].sandboxes() == []


def test_members_learn_of_every_birth_once_and_in_order(members: list[Store]) -> None:
    one, other, third = members
    one.create("a", BIRTH)
    other.create("b", {"seed": 2})
    seen = shares(third).born(0)
    assert [each[1:] for each in seen] == [("a", BIRTH), ("b", {"seed": 2})]
    assert shares(third).born(seen[-1][0]) == []
    assert [each[1] for each in shares(third).born(seen[0][0])] == ["b"]


def test_a_birth_is_not_missed_because_a_later_one_was_removed(members: list[Store]) -> None:
    one, other, _ = members
    one.create("a", BIRTH)
    [(seen, *_)] = shares(other).born(0)
    one.remove("a")
    one.create("b", BIRTH)
    assert [each[1] for each in shares(other).born(seen)] == ["b"]
    one.remove("b")
    one.create("a", BIRTH)
    assert [each[1] for each in shares(other).born(seen)] == ["a"]


def test_keys_and_numbers_are_the_same_for_all(members: list[Store]) -> None:
    assert {each.key(each.__class__.__name__.encode()) for each in members} == {
        members[0].__class__.__name__.encode()
    }
    assert [each.number() for each in members] == [1, 2, 3]


def test_a_sandbox_that_many_want_at_once_is_had_by_one(ground: Ground, members: list[Store]) -> None:
    first = ground.join(ADDRESSES[3])
    names = [f"sandbox {number}" for number in range(20)]
    for name in names:
        first.create(name, BIRTH)
    first.close()
    if isinstance(ground, OnFile):  # a slot keeps what it had: the file is shared out anew
        for each in members:
            each.close()
        ground.hold.close()
        ground.hold = type(ground.hold)(ground.path)
        members[:] = [ground.join(address) for address in ADDRESSES[:3]]
    assert shares(members[0]).free() == names
    with ThreadPoolExecutor() as several:
        told = list(several.map(lambda each: [shares(each).claim(name) for name in names], members))
    for answers in zip(*told, strict=True):
        assert answers.count(None) == 1
        owner = ADDRESSES[answers.index(None)]
        assert all(answer in (None, owner) for answer in answers)
    assert sum(len(shares(each).ours()) for each in members) == len(names)


# --- members that are lost, or gone -------------------------------------------------------------------------


@pytest.fixture(params=["memory", "postgres"])
def losing(request: pytest.FixtureRequest) -> Losing:
    if request.param == "memory":
        return Together()
    postgres: Postgres = request.getfixturevalue("postgres")
    return OnDatabase(postgres, request.getfixturevalue("database"))


@pytest.fixture
def two(losing: Losing) -> Iterator[list[Store]]:
    made = [losing.join(address) for address in ADDRESSES[:2]]
    made[0].create("x", BIRTH)
    made[0].append("x", row(1))
    yield made
    for each in made:
        each.close()


def test_what_a_member_had_that_is_gone_is_free_and_whoever_comes_first_has_it(two: list[Store]) -> None:
    one, other = two
    assert shares(other).claim("x") == ADDRESSES[0]
    one.close()
    assert shares(other).others() == []
    assert shares(other).free() == ["x"]
    assert shares(other).claim("x") is None
    other.append("x", row(2))
    assert list(other.rows("x")) == [row(1), row(2)]


def test_a_member_that_was_lost_and_is_back_before_others_came_has_what_it_had(
    losing: Losing, two: list[Store]
) -> None:
    one, other = two
    losing.lose(one)
    assert not shares(one).held()
    one.append("x", row(2))
    assert shares(one).ours() == {"x"}
    assert shares(one).held()
    assert shares(other).claim("x") == ADDRESSES[0]
    assert shares(other).others() == [ADDRESSES[0]]


def test_a_member_that_was_lost_too_long_writes_nothing_into_what_another_took(
    losing: Losing, two: list[Store]
) -> None:
    one, other = two
    one.create("y", BIRTH)
    losing.lose(one)
    assert shares(other).claim("x") is None
    other.append("x", Row(2, AT, AdvanceClock(), ()))
    assert not shares(one).held()
    with pytest.raises(NotOurs):
        one.append("x", row(2))
    with pytest.raises(NotOurs):
        one.remove("x")
    one.append("y", row(1))
    assert shares(one).ours() == {"y"}
    assert shares(one).held()
    assert shares(one).claim("x") == ADDRESSES[1]
    assert list(one.rows("x")) == [row(1), Row(2, AT, AdvanceClock(), ())]


def test_what_was_lost_can_be_had_again(losing: Losing, two: list[Store]) -> None:
    one, other = two
    losing.lose(one)
    assert shares(other).claim("x") is None
    other.append("x", row(2))
    other.close()
    assert shares(one).claim("x") is None
    one.append("x", row(3))
    assert [each.number for each in one.rows("x")] == [1, 2, 3]
