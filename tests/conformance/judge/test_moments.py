"""Virtual time goes on, also where a client's own work keeps it at one moment for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.runner.endings import OurDefect
from conformance.runner.moments import Moments

START = datetime(2026, 1, 12, 6, tzinfo=UTC)


class World:
    """A life, its sandbox and its schedule in one: `brings` says after each tick whether a message is due at once."""

    def __init__(self, brings: Callable[[int], bool]) -> None:
        self.life = self.sandbox = self.schedule = self
        self.now = START - timedelta(hours=1)
        self.ticks: list[datetime] = []
        self._brings = brings
        self._due: list[str] = []

    def next(self, now: datetime) -> datetime:
        return max(now + timedelta(seconds=1), START)

    def run_until(self, moment: datetime) -> datetime:
        self.now = self.now if self._due else moment
        return self.now

    def due_messages(self) -> list[str]:
        return list(self._due)

    def deliver(self, message: str) -> None:
        self._due.remove(message)

    def tick(self) -> None:
        self.ticks.append(self.now)
        if self._brings(len(self.ticks)):
            self._due.append("a webhook")

    def settle(self) -> None:
        return

    count_wake = statements_due = lambda self, now: None


def moments(world: World) -> Moments:
    life: Any = world
    return Moments(life)


def test_a_moment_comes_again_as_often_as_a_tick_brings_webhooks_at_once() -> None:
    world = World(brings=lambda ticks: ticks < 4)
    moments(world).pass_to(START + timedelta(seconds=1))
    assert world.ticks == [START] * 4 + [START + timedelta(seconds=1)]


def test_a_moment_that_never_ends_is_told() -> None:
    with pytest.raises(OurDefect, match="each tick then brings webhooks at once"):
        moments(World(brings=lambda ticks: True)).pass_to(START + timedelta(days=1))
