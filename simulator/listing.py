"""All sandboxes of a store as lists show them, those that other servers have among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator import shapes
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.sharing import Elsewhere, Moved
from simulator.store import Unreadable
from simulator.world import World

SANDBOXES = "sandboxes"
"""By this word servers ask each other for theirs."""
_ROUNDS = 3  # of asking: a sandbox may come into other hands meanwhile

Row = dict[str, Any]
"""A sandbox as the control API shows it, with how many `invoices` and `cases` it has."""


def names(world: World) -> list[str]:
    """Answer the ids of all sandboxes, in the order in which they were made."""
    if world.sharing is None:
        return [each.id for each in world.sandboxes]
    world.sharing.look_again()
    return world.sharing.all


def rows(world: World, ids: Sequence[str], base_url: str) -> list[Row]:
    """Answer a row for each of these sandboxes that is still there; raises `Moved` if one is out of reach.

    Those that nobody has are taken up.
    """
    found: dict[str, Row | None] = {}
    for _ in range(_ROUNDS):
        found |= told(world, [ids, base_url])
        missing = [each for each in ids if each not in found]
        if missing and world.sharing is not None:
            for answer in world.sharing.ask(SANDBOXES, [missing, base_url]):
                found |= answer
        ids = [each for each in ids if each in found or _is_there(world, each)]
        if all(each in found for each in ids):
            return [row for each in ids if (row := found[each]) is not None]
    missing = [each for each in ids if each not in found]
    raise Moved(f"the servers that have these sandboxes cannot be asked now: {', '.join(missing)}")


def rows_of_all(world: World, base_url: str) -> list[Row]:
    """Answer a row for each sandbox, in the order in which they were made; raises as `rows` does."""
    return rows(world, names(world), base_url)


def told(world: World, words: Any) -> dict[str, Row | None]:
    """Answer the rows of those sandboxes that are here, by id: what other servers are told.

    There is None for one that nobody serves, since it cannot be read.
    """
    ids, base_url = words
    here = [_found(world, each) for each in ids]
    unread = {each: None for each in ids if each in world.unread.why}
    return {**unread, **{each.id: _row(world, each, base_url) for each in here if each is not None}}


def _found(world: World, sandbox: str) -> Sandbox | None:
    """Answer a sandbox if it is here, or as soon as it is: whoever takes it up has its turn until then."""
    found = world.find(sandbox)
    if found is not None or world.sharing is None:
        return found
    with world.turn(sandbox):
        return world.find(sandbox)


def _is_there(world: World, sandbox: str) -> bool:
    """Whether a sandbox is there, here now or at another server."""
    try:
        world.get(sandbox)
    except Elsewhere as found:
        if world.sharing is not None:
            world.sharing.doubt(found)
    except (Refused, Unreadable):
        return False
    return True


def _row(world: World, found: Sandbox, base_url: str) -> Row:
    counts = {"invoices": len(found.state.invoices), "cases": len(found.state.cases)}
    return {**shapes.sandbox(found, base_url), **world.retention.shown(found), **counts}
