"""Worlds that share a store: each sandbox is one world's, and the others say where it is."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import Refused, World
from simulator.http.core import Core, Request
from simulator.http.surfaces import surfaces
from simulator.sharing import Elsewhere, Moved, Sharing
from simulator.store import NotOurs
from simulator.turns import Taken
from tests.simulator.store.together import Together


class Pair:
    """Two worlds on one store, and what belongs to them."""

    def __init__(self) -> None:
        self.together = Together()
        self.stores = [self.together.join(name) for name in ("left", "right")]
        self.left, self.right = (World(store=store) for store in self.stores)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def sharing(world: World) -> Sharing:
    assert world.sharing is not None
    return world.sharing


def test_who_makes_a_sandbox_has_it_and_the_other_says_where_it_is(pair: Pair) -> None:
    made = pair.left.create(name="one", seed=3)
    assert pair.left.get("one") is made
    for ask in (
        lambda: pair.right.get("one"),
        lambda: pair.right.by_secret(made.secret("maventa")),
        lambda: pair.right.by_token(made.token({"scope": "x"})),
    ):
        with pytest.raises(Elsewhere) as found:
            ask()
        assert (found.value.sandbox, found.value.address) == ("one", "left")
    assert pair.right.credentials.whose(made.secret("maventa")) == ("one", "maventa")


def test_whoever_is_asked_first_for_a_sandbox_that_nobody_has_takes_it_as_it_was_left(pair: Pair) -> None:
    made = pair.left.create(name="one")
    made.put_debtor("acme", {"kind": "company"})
    pair.left.store.close()
    taken = pair.right.get("one")
    assert taken.facts() == made.facts()
    assert pair.right.get("one") is taken


def test_a_call_that_may_not_wait_asks_no_store(pair: Pair) -> None:
    made = pair.left.create(name="one")
    with pytest.raises(Taken):
        pair.right.hurried.by_secret(made.secret("maventa"))
    with pytest.raises(Elsewhere):
        pair.right.by_secret(made.secret("maventa"))
    with pytest.raises(Elsewhere):  # where it is is known by now
        pair.right.hurried.by_secret(made.secret("maventa"))
    assert pair.left.hurried.by_secret(made.secret("maventa")) is made


def test_who_finds_a_sandbox_not_where_it_was_asks_the_store_again(pair: Pair) -> None:
    pair.left.create(name="one")
    with pytest.raises(Elsewhere) as found:
        pair.right.get("one")
    pair.left.store.close()
    sharing(pair.right).doubt(found.value)
    assert pair.right.get("one").id == "one"


def test_what_another_took_while_a_connection_was_lost_is_not_read_from_memory(pair: Pair) -> None:
    old = pair.left.create(name="one")
    pair.together.lose(pair.stores[0])
    taken = pair.right.get("one")
    taken.put_debtor("acme", {"kind": "company"})
    with pytest.raises(Elsewhere):
        pair.left.get("one")
    with pytest.raises(NotOurs):  # for whoever has held on to it
        old.facts()


def test_what_nobody_took_while_a_connection_was_lost_stays_in_memory(pair: Pair) -> None:
    made = pair.left.create(name="one")
    pair.together.lose(pair.stores[0])
    assert pair.left.get("one") is made


def test_a_request_whose_sandbox_is_lost_before_it_wrote_anything_is_to_be_asked_again(pair: Pair) -> None:
    made = pair.left.create(name="one")
    core = Core(pair.left, surfaces(pair.left, control=True))
    request = Request("PUT", "/control/v1/sandboxes/one/debtors/acme", body=b'{"kind": "company"}')
    request.headers = [("content-type", "application/json")]
    pair.together.owners["one"] = pair.stores[1]
    with pytest.raises(Moved):
        core.handle(request)
    assert made.facts_total == 0


def test_a_request_whose_sandbox_is_lost_after_it_wrote_something_is_answered_503(pair: Pair) -> None:
    pair.left.create(name="one", settings={}).put_debtor("acme", {"kind": "company"})
    core = Core(pair.left, surfaces(pair.left, control=True))
    request = Request("POST", "/control/v1/sandboxes/one/clock/advance", body=b'{"by": "P3D"}')
    request.headers = [("content-type", "application/json")]
    log = sharing(pair.left).log
    append = log.append

    def lose(sandbox: str, row: Any) -> None:
        append(sandbox, row)
        pair.together.owners["one"] = pair.stores[1]
        append(sandbox, row)

    log.append = lose  # type: ignore[method-assign]  # a store that is lost between two rows
    assert core.handle(request).status == 503


def test_of_two_worlds_that_make_sandboxes_with_one_secret_the_second_is_refused(pair: Pair) -> None:
    given = {"maventa": {"client_secret": "chosen-by-somebody"}}
    first = pair.left.create(credentials=given)
    with pytest.raises(Refused, match="another sandbox has this client_secret"):
        pair.right.create(credentials=given)
    pair.left.remove(first.id)
    again = pair.right.create(credentials=given)
    assert pair.right.by_secret("chosen-by-somebody") is again
    with pytest.raises(Elsewhere) as found:
        pair.left.by_secret("chosen-by-somebody")
    assert found.value.sandbox == again.id


def test_a_sandbox_that_another_removed_is_nowhere(pair: Pair) -> None:
    made = pair.left.create(name="one", seed=1)
    with pytest.raises(Elsewhere):
        pair.right.get("one")
    assert pair.right.knows("one")
    pair.left.remove("one")
    sharing(pair.right).look_again()
    assert not pair.right.knows("one")
    assert pair.right.credentials.whose(made.secret("maventa")) is None
    with pytest.raises(Refused, match="there is no sandbox 'one'"):
        pair.right.get("one")


def test_a_name_that_another_gives_again_is_that_of_the_new_sandbox(pair: Pair) -> None:
    pair.left.create(name="one", seed=1)
    with pytest.raises(Elsewhere):
        pair.right.get("one")
    pair.left.remove("one")
    made = pair.right.create(name="one", seed=2)
    assert pair.right.get("one") is made
    with pytest.raises(Elsewhere) as found:
        pair.left.get("one")
    assert found.value.address == "right"


def test_a_sweep_takes_up_what_nobody_has_as_far_as_its_part_goes(pair: Pair) -> None:
    for _ in range(4):
        pair.left.create()
    pair.left.store.close()
    third = World(store=pair.together.join("third"))
    sharing(pair.right).sweep()
    assert len(pair.right.sandboxes) == 2
    sharing(third).sweep()
    assert {each.id for each in (*pair.right.sandboxes, *third.sandboxes)} == {"1", "2", "3", "4"}


def test_a_fork_is_whose_world_made_it(pair: Pair) -> None:
    made = pair.left.create(name="one")
    made.put_debtor("acme", {"kind": "company"})
    fork = pair.left.fork(made, "two")
    with pytest.raises(Elsewhere):
        pair.right.get("two")
    pair.left.store.close()
    third = World(store=pair.together.join("third"))
    assert third.get("two").facts() == fork.facts()
    third.get("two").put_debtor("other", {"kind": "company"})
