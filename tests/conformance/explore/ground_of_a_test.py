"""What the tests of explore share: the grounds of providers, a few plans, and a player that plays nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from conformance.cli.bundle import vocabulary
from conformance.explore.ground import Ground, grounds
from conformance.explore.plan import PLAIN_MONDAY, Doing, Owed, Plan
from conformance.explore.playing import Failure, Tally
from conformance.explore.search import Bearings
from conformance.explore.telling import told
from conformance.runner import Options
from conformance.runner.backend import simulator_of_this_installation
from conformance.scenario import Scenario, load_text

PLANTED = "conformance.clients.planted"
REFERENCE = "conformance.clients.reference:Client"


@cache
def ground(provider: str) -> Ground:
    [found] = grounds([provider], vocabulary(), simulator_of_this_installation().catalogue)
    return found


def bearings(client: str = REFERENCE, seed: int = 0) -> Bearings:
    return Bearings(Options(client_python=client), seed, simulator_of_this_installation, vocabulary)


def owed(**words: Any) -> Owed:
    return replace(Owed(debtor=0, total=Decimal("1000.00"), opens_in=-1, handed_over=True), **words)


def doing(kind: str, **words: Any) -> Doing:
    return replace(Doing(wait="at once", kind=kind, invoice=0, share="all", choice=0), **words)


def plan(*doings: Doing, invoices: tuple[Owed, ...] = (owed(),), **words: Any) -> Plan:
    count = len(invoices)
    whole = Plan(
        country="FI",
        monday=PLAIN_MONDAY,
        consumers=(False,) * count,
        behaviours=(0,) * count,
        invoices=invoices,
        doings=doings,
    )
    return replace(whole, **words)


def scenario(text: str) -> Scenario:
    [found] = load_text(text, "explored.yaml", vocabulary())
    return found


class Pretending:
    """In a player's place: plays nothing, keeps what it was given, and says that `wrong` plans fail."""

    played: list[str]

    def __init__(self, ground: Ground, *_: object) -> None:
        self._ground = ground
        self.tally = Tally()
        self.cuts = 0

    def __enter__(self) -> Pretending:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def wrong(self, plan: Plan) -> bool:
        """Nothing is."""
        return False

    def fails(self, plan: Plan) -> bool:
        type(self).played.append(told(plan, self._ground).body)
        self.tally += Tally({"passed": 1}, 0.5)
        return self.wrong(plan)

    def failure(self, plan: Plan) -> Failure:
        story = told(plan, self._ground)
        return Failure("name", story.body, "a.check", story.title, "", "", len(plan.doings), True, {})
