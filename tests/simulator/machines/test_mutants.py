"""All that lives are held against can fail: each mutant of the engine is caught by what is there for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from traceback import extract_tb
from typing import Any

import pytest

from simulator import Sandbox, World
from simulator.domain import commands as c
from simulator.domain import engine, ledger
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.ledger import Posting
from simulator.domain.state import State
from simulator.keeping import keeper
from tests.simulator.machines.steps import Step
from tests.simulator.machines.test_lives import Lives

Patch = pytest.MonkeyPatch


@pytest.fixture
def life() -> Iterator[Lives]:
    made = Lives()
    made.begin(every=3)
    yield made
    made.teardown()


def tour(life: Lives) -> None:
    """A short life with something of everything in it."""
    for step in (
        Step("wait", choice=1, days=9),
        Step("report", which=0, minor=40_000),
        Step("pay", which=1, choice=2, minor=200_000, days=4),
        Step("credit", which=1),
        Step("credit", which=3, choice=10),
        Step("ask", which=0, choice=1),
        Step("wait", choice=1, days=20),
        Step("listen"),
    ):
        life.take(0, step)
        life.nothing_has_changed_but_where_something_was_done()
    life.start_anew(is_stopped=True)
    life.nothing_has_changed_but_where_something_was_done()
    life.fork(0)
    life.take(1, Step("pay", which=0, choice=2, minor=60_000, days=4))
    life.nothing_has_changed_but_where_something_was_done()
    about = [Step("report", which=nth, minor=100) for nth in (0, 2)]
    life.live_twice(0, about)
    life.live_in_another_order(0, about, [1, 0])


def test_nothing_is_wrong_with_an_engine_that_is_left_as_it_is(life: Lives) -> None:
    tour(life)


# --- mutants ------------------------------------------------------------------------------------------------


def a_fee_from_nowhere(patch: Patch) -> None:
    patch.setattr(ledger, "check", lambda fact: None)
    written: Callable[..., Iterable[ledger.Move]] = ledger._MOVES[f.LetterSent]

    def arrives(fact: f.LetterSent) -> Iterator[Posting]:
        for _, target, money in written(fact):
            yield target, money

    patch.delitem(ledger._MOVES, f.LetterSent)
    patch.setitem(ledger._SPLIT, f.LetterSent, arrives)


def a_credit_note_that_takes_off_more_than_there_is(patch: Patch) -> None:
    def decide(state: State, command: c.ReportCredit) -> list[f.Fact]:
        return [
            replace(fact, principal=fact.amount) if isinstance(fact, f.CreditReported) else fact
            for fact in real(state, command)
        ]

    real = engine.DECIDE[c.ReportCredit]
    patch.setitem(engine.DECIDE, c.ReportCredit, decide)


def a_payment_that_a_case_forgets(patch: Patch) -> None:
    def apply(state: State, fact: f.DirectPaymentReported) -> None:
        case = state.cases[fact.case]
        before = case.open_principal
        real(state, fact)
        case.open_principal = before

    real = engine.APPLY[f.DirectPaymentReported]
    patch.setitem(engine.APPLY, f.DirectPaymentReported, apply)


def a_payment_that_is_booked_elsewhere(patch: Patch) -> None:
    """What debtors pay lands with the company at once, by the ledger."""

    def write(fact: f.PaymentReceived) -> Iterator[Posting]:
        for account, money in real(fact):
            yield account.replace("bank:agency", "bank:company"), money

    real: Callable[..., Iterable[Posting]] = ledger._SPLIT[f.PaymentReceived]
    patch.setitem(ledger._SPLIT, f.PaymentReceived, write)


def a_decision_that_changes_what_it_looks_at(patch: Patch) -> None:
    def decide(state: State, command: c.ReportPayment) -> list[f.Fact]:
        state.cases[command.case].group = "premium"
        return real(state, command)

    real = engine.DECIDE[c.ReportPayment]
    patch.setitem(engine.DECIDE, c.ReportPayment, decide)


def a_refusal_that_changes_something(patch: Patch) -> None:
    def decide(state: State, command: c.HoldCase) -> list[f.Fact]:
        state.cases[command.case].asked = "more_time"
        raise Refusal("conflict", "not now")

    patch.setitem(engine.DECIDE, c.HoldCase, decide)


def a_snapshot_that_lacks_something(patch: Patch) -> None:
    patch.setattr(keeper, "_SMALL", {name: hint for name, hint in keeper._SMALL.items() if name != "owed"})


def _forked_otherwise(patch: Patch, change: Callable[[Sandbox, Sandbox], Any]) -> None:
    def fork(world: World, sandbox: Sandbox, name: str | None = None) -> Sandbox:
        made = real(world, sandbox, name)
        change(made, sandbox)
        return made

    real = World.fork
    patch.setattr(World, "fork", fork)


def a_fork_that_shares_what_is_owed(patch: Patch) -> None:
    _forked_otherwise(patch, lambda fork, original: setattr(fork.state, "owed", original.state.owed))


def a_fork_that_forgets(patch: Patch) -> None:
    _forked_otherwise(patch, lambda fork, original: fork.state.paid_directly.clear())


def an_order_that_matters(patch: Patch) -> None:
    """A report is told apart by how much has happened before it anywhere."""

    def decide(state: State, command: c.ReportPayment) -> list[f.Fact]:
        return real(state, replace(command, text=str(len(state.timeline))))

    real = engine.DECIDE[c.ReportPayment]
    patch.setitem(engine.DECIDE, c.ReportPayment, decide)


def a_life_by_chance(patch: Patch) -> None:
    """What becomes of a report depends on how many there were in the whole process."""

    def decide(state: State, command: c.ReportPayment) -> list[f.Fact]:
        decided.append(command.case)
        return real(state, replace(command, text=str(decided.count(command.case))))

    decided: list[str] = []
    real = engine.DECIDE[c.ReportPayment]
    patch.setitem(engine.DECIDE, c.ReportPayment, decide)


@pytest.mark.parametrize(
    ("mutant", "by"),
    [
        (a_fee_from_nowhere, "no_money_comes_from_nowhere"),
        (a_credit_note_that_takes_off_more_than_there_is, "nothing_is_less_than_nothing"),
        (a_payment_that_a_case_forgets, "cases_show_what_the_ledger_says"),
        (a_payment_that_is_booked_elsewhere, "is_accounted_for"),
        (a_decision_that_changes_what_it_looks_at, "is_what_its_log_says"),
        (a_refusal_that_changes_something, "nothing_has_changed_but_where_something_was_done"),
        (a_snapshot_that_lacks_something, "start_anew"),
        (a_fork_that_shares_what_is_owed, "nothing_has_changed_but_where_something_was_done"),
        (a_fork_that_forgets, "fork"),
        (an_order_that_matters, "live_in_another_order"),
        (a_life_by_chance, "live_twice"),
    ],
)
def test_a_mutant_is_caught_by_what_is_there_for_it(
    life: Lives, mutant: Callable[[Patch], None], by: str, monkeypatch: Patch
) -> None:
    mutant(monkeypatch)
    with pytest.raises((AssertionError, LookupError)) as caught:
        tour(life)
    assert by in [frame.name for frame in extract_tb(caught.tb)]
