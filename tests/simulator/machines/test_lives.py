"""Lives that nobody wrote: commands of every kind in every order, and after each all that has to hold does.

`make test` lives thirty short ones, `make test-long` a thousand long ones.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from hypothesis.strategies import SearchStrategy

from simulator import Sandbox, World
from simulator.domain.commands import Refusal
from simulator.keeping.image import image
from simulator.store import Row
from simulator.store.sqlite import SqliteStore
from tests.simulator.machines.sound import (
    HOLDS,
    is_what_its_log_says,
    lives,
    untold,
)
from tests.simulator.machines.steps import ACCOUNTS, OF_ONE_CASE, STEPS, Step, begin, take
from tests.simulator.stage import KEY

MOST = 3
"""How many sandboxes there are at a time: one, and forks of it and of each other."""
amounts = st.one_of(st.sampled_from([1, 100, 10_000, 250_000]), st.integers(1, 300_000))


def steps(*kinds: str) -> SearchStrategy[Step]:
    """Steps of some kinds."""
    numbers = {"which": st.integers(0, 30), "choice": st.integers(0, 59), "days": st.integers(1, 40)}
    return st.builds(Step, kind=st.sampled_from(kinds), minor=amounts, **numbers)


where = st.integers(0, MOST - 1)


# Two invoices for the first agency, two in other currencies for the second, two on their way through the third, and a
# batch for the last one.
FIRST = (
    *(Step("send", nth, choice, 124_000 + nth, 1) for nth, choice in enumerate((0, 12, 4, 3))),
    *(Step("send", nth, choice, 124_000 + nth, 40) for nth, choice in ((4, 1), (5, 2))),
    *(Step("transfer", which=nth, choice=2) for nth in (0, 1)),
    *(Step("register", which=nth, choice=1) for nth in (2, 3)),
    *(Step("batch", minor=124_000), Step("wait", choice=1, days=2)),
)


@cache
def beginning() -> tuple[dict[str, Any], list[Row]]:
    """What a sandbox is born with whose company has the services of all agencies, and its log."""
    world = World(key=KEY)
    sandbox = world.create(seed=7, start=datetime(2026, 1, 12, 9), company={"bank_accounts": ACCOUNTS})
    begin(sandbox)
    for step in FIRST:
        assert take(sandbox, step), step
    return dict(world.store.sandboxes())[sandbox.id], list(world.store.rows(sandbox.id))


class Lives(RuleBasedStateMachine):
    """A world on a file, with a sandbox and forks; snapshots are taken after every few rows."""

    @initialize(every=st.integers(1, 20))
    def begin(self, every: int) -> None:
        self.folder = TemporaryDirectory()
        self.every = every
        store = self.opened()
        birth, rows = beginning()
        store.create("first", birth)
        for row in rows:
            store.append("first", row)
        self.world = World(store=store)
        self.images = {"first": image(self.world.get("first"))}

    def opened(self) -> SqliteStore:
        store = SqliteStore(Path(self.folder.name) / "log", alone=True, every=self.every)
        store.key(KEY)
        return store

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.close()
            self.folder.cleanup()

    def at(self, where: int) -> Sandbox:
        """One of the sandboxes."""
        return self.world.sandboxes[where % len(self.world.sandboxes)]

    def take(self, where: int, step: Step) -> None:
        """Take a step in one sandbox, which no other one notices; refused, it is as if it had never been tried."""
        sandbox = self.at(where)
        if take(sandbox, step):
            for holds in HOLDS:
                holds(sandbox.state)
            is_what_its_log_says(self.world, sandbox)
            self.images[sandbox.id] = image(sandbox)

    @invariant()
    def nothing_has_changed_but_where_something_was_done(self) -> None:
        """A fork never touches its original, nor this the fork; and who is refused has changed nothing."""
        if hasattr(self, "world"):
            self.all_is_as_it_was()

    def all_is_as_it_was(self) -> None:
        assert {each.id: image(each) for each in self.world.sandboxes} == self.images

    # --- what is done -----------------------------------------------------------------------------------

    @rule(where=where, step=steps("send"))
    def send(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("transfer", "register", "batch"))
    def hand_over(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("pay"))
    def pay(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("report", "credit"))
    def report(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("act", "decide"))
    def decide(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("ask", "company"))
    def ask(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("listen", "deafen", "redeliver", "fault"))
    def listen(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("answer"))
    def answer(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("wait"))
    def wait(self, where: int, step: Step) -> None:
        self.take(where, step)

    @rule(where=where, step=steps("go on"))
    def go_on(self, where: int, step: Step) -> None:
        self.take(where, step)

    # --- forks, and starts anew -------------------------------------------------------------------------

    @precondition(lambda self: len(self.world.sandboxes) < MOST)
    @rule(where=where)
    def fork(self, where: int) -> None:
        """A fork is its original, but for those who are told."""
        original = self.at(where)
        fork = self.world.fork(original)
        assert untold(image(fork)) == untold(image(original))
        is_what_its_log_says(self.world, fork)
        self.images[fork.id] = image(fork)

    @precondition(lambda self: len(self.world.sandboxes) > 1)
    @rule(where=where)
    def remove(self, where: int) -> None:
        gone = self.at(where).id
        self.world.remove(gone)
        del self.images[gone]

    @rule(is_stopped=st.booleans())
    def start_anew(self, is_stopped: bool) -> None:
        """A process that is stopped, or that ends in the middle, and the next one: all is as it was, from snapshots."""
        if is_stopped:
            self.world.close()
        else:
            self.world.store.close()
        self.world = World(store=self.opened())
        self.all_is_as_it_was()

    @precondition(lambda self: len(self.world.sandboxes) < MOST)
    @rule(where=where, done=st.lists(steps(*STEPS), max_size=4))
    def live_twice(self, where: int, done: list[Step]) -> None:
        """Two forks of one moment, of which the same becomes: one after the other."""
        twins = [self.world.fork(self.at(where)) for _ in range(2)]
        before = image(twins[1])
        for step in done:
            take(twins[0], step)
        assert image(twins[1]) == before
        for step in done:
            take(twins[1], step)
        assert image(twins[0]) == image(twins[1])
        for twin in twins:
            self.world.remove(twin.id)

    @precondition(lambda self: len(self.world.sandboxes) < MOST)
    @rule(
        where=where,
        done=st.lists(steps(*OF_ONE_CASE), min_size=2, max_size=5),
        order=st.permutations(range(5)),
    )
    def live_in_another_order(self, where: int, done: list[Step], order: list[int]) -> None:
        """What is done about different invoices at one moment can be done in any order."""
        original = self.at(where)
        if not original.state.cases:
            return
        given = {_about(original, each): each for each in (OF_ONE_CASE[it.kind](original, it) for it in done)}
        apart = list(given.values())
        found = []
        for each in (apart, [apart[nth] for nth in order if nth < len(apart)]):
            fork = self.world.fork(original)
            for command in each:
                with suppress(Refusal):
                    fork.handle(command)
            take(fork, Step("wait", choice=1, days=45))
            found.append(lives(fork))
            self.world.remove(fork.id)
        assert found[0] == found[1]


def _about(sandbox: Sandbox, command: Any) -> str:
    """The number of the invoice that a command is about; cases that are collected together are about the same one."""
    cases = sandbox.state.cases.values()
    number = getattr(command, "number", None) or sandbox.state.cases[command.case].opened.number
    mine = [case.id for case in cases if case.opened.number == number]
    together = (each.opened.number for each in cases if not set(mine).isdisjoint(each.combined))
    return str(next(together, number))


SHORT = settings(max_examples=30, stateful_step_count=20, suppress_health_check=list(HealthCheck))
LONG = settings(SHORT, max_examples=1000, stateful_step_count=60)


def test_whatever_is_done_in_whatever_order_all_that_has_to_hold_holds() -> None:
    run(Lives, settings=SHORT)


@pytest.mark.long
def test_it_holds_in_a_thousand_long_lives_too() -> None:
    run(Lives, settings=LONG)
