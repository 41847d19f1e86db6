"""The button that writes what was done by hand: there where somebody writes, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from simulator import Core
from simulator.console import tools
from simulator.courier import Courier
from simulator.http.surfaces import surfaces
from tests.simulator.console.person import Person

HOME = "/console/sandboxes/1"


def writing(person: Person) -> Person:
    """Give a console somebody who writes."""

    def tell(done: Mapping[str, Any]) -> str:
        kinds = [row["command"]["kind"] for row in done["rows"]]
        return f"# <script> {done['sandbox']} {done['country']} {done['start']} {done['settings']} {kinds}"

    person.core = Core(person.world, surfaces(person.world, Courier(), control=True, tell=tell))
    return person


def test_what_was_done_is_shown_and_saved_as_a_file() -> None:
    person = writing(Person())
    person.world.create(seed=1).put_debtor("acme", {"kind": "company"})
    assert "Write it as a scenario" in person.open(HOME)
    told = "# <script> 1 FI 2026-01-05T08:00 {} ['set_debtor']"
    assert told in person.open(f"{HOME}/scenario")
    heard = person.ask("GET", f"{HOME}/scenario/file")
    assert heard.body.decode() == told
    assert heard.headers["content-disposition"] == 'attachment; filename="1.yaml"'


def test_without_anybody_who_writes_there_is_no_button() -> None:
    person = Person()
    person.world.create()
    assert "Write it as a scenario" not in person.open(HOME)
    assert "writes no scenarios" in person.open(f"{HOME}/scenario", 404)


def test_a_sandbox_with_too_much_in_it_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "MOST_ROWS", 0)
    person = writing(Person())
    person.world.create().put_debtor("acme", {"kind": "company"})
    assert "a story is told of 0 at most" in person.open(f"{HOME}/scenario", 409)
