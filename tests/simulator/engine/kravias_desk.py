"""A desk at Kravia, for its tests."""

from __future__ import annotations

from typing import Any

from simulator.domain import facts as f
from tests.simulator.desk import Desk


def at_kravia(
    moment: str = "2026-02-04T09:00", *, company: dict[str, Any] | None = None, **settings: Any
) -> Desk:
    """A company whose agreement is signed; `settings` are assumptions by their names without the agency's."""
    given = {f"kravia.{name}": value for name, value in settings.items()}
    desk = Desk("kravia", settings=given, company=company).activate()
    desk.debtor("acme")
    desk.until(moment)
    return desk


def facts(desk: Desk, kind: type[f.Fact]) -> list[Any]:
    """All facts of a kind, oldest first."""
    return [happened.fact for happened in desk.state.timeline if isinstance(happened.fact, kind)]


def only(made: list[f.Fact]) -> Any:
    """The one fact that something led to."""
    (fact,) = made
    return fact
