"""A machine's clock that tests move, and what they do to expiry with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from simulator import Expiry, ExpiryRules, Sandbox, World
from tests.simulator.stage import Client, Stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Machine:
    """A machine's clock, which goes on when it is told to; `set` is what somebody does to it."""

    def __init__(self) -> None:
        self.at = BEGAN
        self.passed = 0.0

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.passed

    def pass_(self, time: timedelta) -> None:
        self.at += time
        self.passed += time.total_seconds()

    def set(self, to: datetime) -> None:
        self.at = to


def expiry(world: World, machine: Machine, to: Path | None = None, **words: Any) -> Expiry:
    return Expiry(world, ExpiryRules(10 * DAY, to, **words), machine.now, machine.seconds)


def days(watch: Expiry, machine: Machine, number: float, step: timedelta = HOUR) -> None:
    """Let real time pass, looked at every so often."""
    end = machine.at + number * DAY
    while machine.at < end:
        machine.pass_(step)
        watch.look()


def ids(world: World) -> list[str]:
    return [each.id for each in world.sandboxes]


def call(world: World, sandbox: Sandbox) -> None:
    assert Client(sandbox, Stage(world)).call("GET", "/v1/company").status < 500
