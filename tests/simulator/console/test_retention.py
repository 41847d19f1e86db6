"""The console shows when a sandbox expires, which one never does, and why one is not served."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from simulator import Expiry, ExpiryRules, Request, World
from tests.simulator.console.person import ADDRESS, Person

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_a_sandbox_shows_when_it_expires_in_real_time_and_one_to_keep_that_it_never_does() -> None:
    world = World()
    world.create(name="one")
    world.create(name="kept", keep=True)
    person = Person(world)
    assert "expires" not in person.ask("GET", "/console/sandboxes/one").body.decode()
    Expiry(world, ExpiryRules(timedelta(days=10)), lambda: BEGAN, lambda: 0.0).look()
    assert "2026-11-11T13:00:00+00:00 in real time, unless it is called" in _text(person, "one")
    assert "<dt>expires</dt><dd>never</dd>" in _text(person, "kept")
    assert person.ask("GET", "/console").body.decode().count("expires 2026-11-11") == 1


def test_one_that_is_not_served_says_why() -> None:
    world = World()
    world.unread.why["1"] = "row 7 cannot be read"
    heard = Person(world).core.handle(Request("GET", "/console/sandboxes/1", base_url=ADDRESS))
    assert heard.status == 503
    assert "is not served: row 7 cannot be read" in heard.body.decode().replace("&#39;", "'")


def _text(person: Person, sandbox: str) -> str:
    return person.ask("GET", f"/console/sandboxes/{sandbox}").body.decode()
