"""Sandboxes made, copied and removed."""

from __future__ import annotations

from typing import Any

from simulator import pace
from simulator.console.forms import said, words
from simulator.console.offers import NEW
from simulator.console.routing import WORD, action, page
from simulator.console.views.overview import overview
from simulator.console.visit import Visit, address
from simulator.goal import moment
from simulator.port import Answer
from simulator.refused import Refused


@page("/new")
def new(visit: Visit) -> Answer:
    """Show the form of a new sandbox."""
    return visit.shown("new.html")


@action("/new", new, more=True)
def create(visit: Visit) -> Answer:
    """Make a sandbox, and go to it."""
    given = said(visit.call.body, {name: each for name, each in NEW.items() if name != "settings"})
    company: dict[str, Any] = {"country": given["country"]} if "country" in given else {}
    if "company" in given:
        company["name"] = given["company"]
    made = visit.world.create(
        seed=_whole(given, "seed", 0),
        start=moment(given["start"]) if "start" in given else None,
        name=_name(visit),
        company=company,
        settings=_settings(visit),
        rate=_rate(given),
    )
    return visit.gone_to(address("sandboxes", made.id))


@action("/sandboxes/{id}/fork", overview, name=WORD)
def fork(visit: Visit) -> Answer:
    """Make a sandbox that goes on from this moment of another, and go to it."""
    made = visit.world.fork(visit.sandbox, _name(visit))
    return visit.gone_to(address("sandboxes", made.id))


@page("/sandboxes/{id}/delete")
def ask_delete(visit: Visit) -> Answer:
    """Ask whether a sandbox is to be removed."""
    return visit.shown("delete.html")


@action("/sandboxes/{id}/delete", ask_delete, name=WORD)
def delete(visit: Visit) -> Answer:
    """Remove a sandbox, for whoever has written its id."""
    if visit.field("name") != visit.sandbox.id:
        raise Refused(f"write {visit.sandbox.id} to delete it; you wrote {visit.field('name')!r}")
    visit.world.remove(visit.sandbox.id)
    return visit.gone_to(address())


def _name(visit: Visit) -> str | None:
    """The name of a new sandbox, None for the next number; raises `Refused` for one that makes no id."""
    name = visit.field("name")
    sound = name.isascii() and name[:1].isalnum() and all(each.isalnum() or each in "._-" for each in name)
    if name and not (sound and len(name) <= _LONGEST):
        raise Refused(
            f"a sandbox cannot be called {name[:80]!r}: its name has at most {_LONGEST} letters, digits, points, "
            "underscores and hyphens, and begins with a letter or digit"
        )
    return name or None


_LONGEST = 64
_LARGEST_SEED = 2**53 - 1


def _whole(given: dict[str, Any], name: str, default: int) -> int:
    value = given.get(name, default)
    if isinstance(value, int) and 0 <= value <= _LARGEST_SEED:
        return value
    raise Refused(f"{name} cannot be {value!r}; it is a whole number from 0 to {_LARGEST_SEED}")


def _settings(visit: Visit) -> dict[str, Any] | None:
    text = visit.field("settings")
    found = words("settings", text) if text else {}
    if not isinstance(found, dict):
        raise Refused(
            f"settings are names with their values, as {{debtor.pays_at: 12:30}}; not {text[:80]!r}"
        )
    return found or None


def _rate(given: dict[str, Any]) -> int | None:
    if given.get("clock") == pace.RUNNING:
        return _whole(given, "rate", 1)
    if "rate" in given:
        raise Refused("rate says how fast a clock runs; choose the running clock with it")
    return None
