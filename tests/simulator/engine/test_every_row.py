"""Every row of every agency's table, walked in the engine: what happens where leads to where it says, as it says.

The rows are written here once more, and on purpose: a row that a table has lost or that leads elsewhere fails by its
own name, and so does one that a table has and nobody walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from simulator.agencies import agencies
from simulator.domain import facts as f
from tests.simulator.desk import ANSWERED, Desk

NUMBER = "1001"
COLLECTING = ("opened", "reminded", "reminded_twice", "demanded", "demanded_twice", "awaiting_authorisation")
PAUSED = ("disputed", "more_time", "promised", "payment_plan", "on_hold")
LEGAL = ("legal_collection", "enforcement")
KRAVIA = ("unapproved", "opened", "reminded", "demanded", "awaiting_approval")


@dataclass(frozen=True)
class Row:
    """A row as it is expected; `to` is None for the way back, and `timers` those that are set under `settings`."""

    agency: str
    state: str
    on: str
    to: str | None
    letter: str | None = None
    expense: str | None = None
    closes: str | None = None
    bills: bool = False
    timers: tuple[str, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return f"{self.agency}: {self.on} in {self.state}"


def _ropo_on_its_way() -> Iterator[Row]:
    twice, again = (("ropo.reminders", 2),), (("ropo.demands", 2),)
    yield Row("ropo", "new", "open_with_reminders", "opened", timers=("send_reminder",))
    yield Row("ropo", "new", "open_with_demand", "opened", timers=("send_demand",))
    yield Row("ropo", "opened", "send_reminder", "reminded", "reminder", timers=("send_demand",))
    yield Row("ropo", "reminded", "send_reminder", "reminded_twice", "reminder", None, None, False,
              ("send_demand",), twice)  # fmt: skip
    for state in ("opened", "reminded", "reminded_twice"):
        yield Row("ropo", state, "send_demand", "demanded", "demand", timers=("wait_for_authorisation",))
    yield Row("ropo", "demanded", "send_demand", "demanded_twice", "demand", None, None, False,
              ("wait_for_authorisation",), again)  # fmt: skip
    for state in ("demanded", "demanded_twice"):
        yield Row("ropo", state, "wait_for_authorisation", "awaiting_authorisation", timers=("give_up",))
    yield Row("ropo", "awaiting_authorisation", "authorised", "legal_collection", None, "summons",
              timers=("judgment_given",))  # fmt: skip
    yield Row("ropo", "legal_collection", "judgment_given", "enforcement", None, "enforcement",
              timers=("give_up",))  # fmt: skip
    for state in ("awaiting_authorisation", "enforcement"):
        yield Row("ropo", state, "give_up", "closed", closes="uncollectable")


def _ropo_pauses() -> Iterator[Row]:
    for state in (*COLLECTING, *PAUSED):
        yield Row("ropo", state, "disputed", "disputed", timers=("dispute_stands",))
        yield Row("ropo", state, "more_time_given", "more_time", timers=("time_over",))
        yield Row("ropo", state, "promised", "promised", timers=("promise_over",))
        yield Row("ropo", state, "plan_agreed", "payment_plan", timers=("plan_broken 1", "plan_broken 2"))
        yield Row("ropo", state, "suspended", "on_hold", timers=("hold_over",))
    over = {"more_time": "time_over", "promised": "promise_over", "payment_plan": "plan_broken"}
    for state, on in {**over, "on_hold": "hold_over"}.items():
        yield Row("ropo", state, on, None, timers=("send_reminder",))
    for state in PAUSED:
        yield Row("ropo", state, "resumed", None, timers=("send_reminder",))


def _ropo_ends() -> Iterator[Row]:
    open_ = (*COLLECTING, *PAUSED, *LEGAL)
    for state in open_:
        yield Row("ropo", state, "principal_cleared", "charges_open", timers=("write_off_charges",))
    for state in (*open_, "charges_open"):
        yield Row("ropo", state, "paid", "closed", closes="paid")
        yield Row("ropo", state, "credited", "closed", closes="credited", bills=True)
        yield Row("ropo", state, "stopped", "closed", closes="cancelled", bills=True)
        yield Row("ropo", state, "bankrupt", "closed", closes="bankruptcy")
    yield Row("ropo", "disputed", "dispute_stands", "closed", closes="disputed")
    yield Row("ropo", "charges_open", "write_off_charges", "closed", closes="charges_written_off")


def _kravia() -> Iterator[Row]:
    yield Row("kravia", "new", "open_unsigned", "unapproved")
    yield Row("kravia", "new", "open_with_reminders", "opened", timers=("send_reminder",))
    yield Row("kravia", "opened", "send_reminder", "reminded", "reminder", timers=("send_demand",))
    yield Row("kravia", "reminded", "send_demand", "demanded", "demand", timers=("ask_for_approval",))
    yield Row("kravia", "demanded", "ask_for_approval", "awaiting_approval")
    for state in KRAVIA:
        yield Row("kravia", state, "principal_cleared", "charges_open", timers=("write_off_charges",))
    for state in (*KRAVIA, "charges_open"):
        yield Row("kravia", state, "paid", "closed", closes="paid")
    yield Row("kravia", "charges_open", "write_off_charges", "closed", closes="charges_written_off")


MOVES = (
    *(f.CaseOpened, f.LetterSent, f.CaseWaits, f.LegalStepTaken, f.CollectionPaused, f.CollectionResumed),
    *(f.DirectPaymentReported, f.CaseClosed),
)
"""The facts that are told of a row. What was paid or credited comes before the end that it leads to."""

ROWS = [*_ropo_on_its_way(), *_ropo_pauses(), *_ropo_ends(), *_kravia()]

# How a case comes to a state: the assumptions that it needs, how it is handed over, and what is done then.

_UNHURRIED = {
    "ropo.first_reminder_banking_days": 3
}  # what a debtor does at its next hour comes before the letter
_BEHIND = {
    "reminded_twice": {"ropo.reminders": 2},
    "demanded_twice": {"ropo.demands": 2},
}
_FROM_OPENED = {
    "disputed": "disputed",
    "more_time": "more_time_given",
    "promised": "promised",
    "payment_plan": "plan_agreed",
    "on_hold": "suspended",
}


def brought_to(row: Row) -> Desk:
    """A desk with a case in the state of a row, or with an invoice that can be handed over."""
    settings = {**_UNHURRIED, **_BEHIND.get(row.state, {}), **dict(row.settings)}
    desk = Desk(row.agency, settings=settings)
    if row.on == "open_unsigned" or row.state == "unapproved":
        desk.order()
    else:
        desk.activate()
    desk.debtor("acme")
    desk.hold(NUMBER)
    desk.until("2026-02-04T09:00")
    if row.state != "new":
        _hand_over(desk, "collection" if (row.state, row.on) == ("opened", "send_demand") else None)
        if row.bills and row.state in ("opened", *PAUSED):
            _charge(desk)
        _go_to(desk, row.state)
    return desk


def _charge(desk: Desk) -> None:
    """Have a fee charged before the first letter: that for much more time."""
    DO["more_time_given"](desk)
    desk.decide(NUMBER, "resume")


def _hand_over(desk: Desk, how: str | None = None) -> None:
    desk.transfer(NUMBER, how=how or "reminder_and_collection")
    desk.sandbox.run_until(desk.sandbox.now + ANSWERED)


def _go_to(desk: Desk, state: str) -> None:
    if state in _FROM_OPENED:
        DO[_FROM_OPENED[state]](desk)
    elif state == "charges_open":
        _wait(desk, "reminded")
        _clear_principal(desk)
    elif state in LEGAL:
        _wait(desk, "awaiting_authorisation")
        desk.decide(NUMBER, "approve_legal")
    _wait(desk, state)


def _wait(desk: Desk, state: str) -> None:
    """Let time pass until the case stands there."""
    for _ in range(20):
        if desk.case(NUMBER).state == state:
            return
        desk.step()
    raise AssertionError(f"the case has not come to {state!r}, it stands at {desk.case(NUMBER).state!r}")


# What happens, by the name that a table has for it; all else happens by waiting.


def _act(word: str, **words: Any) -> Callable[[Desk], None]:
    """Let the debtor do something at its next hour, by the word that it has for that."""

    def does(desk: Desk) -> None:
        desk.debtor("acme", {word: {"after": "due", "days": 0, **words}})
        desk.hold(NUMBER)  # on being given its invoice anew, the debtor makes up its mind
        before = desk.sandbox.facts_total
        while desk.sandbox.facts_total == before:
            desk.step()

    return does


def _clear_principal(desk: Desk) -> None:
    desk.report(NUMBER, desk.case(NUMBER).open_principal)


def _credit(desk: Desk) -> None:
    """A credit note of all that is open; of what is due when nothing of the principal is."""
    desk.credit(NUMBER, max(desk.case(NUMBER).open_principal, desk.money("1.00")))


DO: dict[str, Callable[[Desk], object]] = {
    "open_unsigned": _hand_over,
    "open_with_reminders": _hand_over,
    "open_with_demand": lambda desk: _hand_over(desk, "collection"),
    "disputed": _act("disputes"),
    "more_time_given": _act("asks_for_time", more=21, pays=False),
    "promised": _act("promises", to_pay_in=6, keeps=False),
    "plan_agreed": _act("plan", instalments=2, every=30, pays=0),
    "bankrupt": _act("bankrupt"),
    "suspended": lambda desk: desk.decide(NUMBER, "suspend", desk.state.today + timedelta(days=10)),
    "resumed": lambda desk: desk.decide(NUMBER, "resume"),
    "stopped": lambda desk: desk.decide(NUMBER, "stop"),
    "authorised": lambda desk: desk.decide(NUMBER, "approve_legal"),
    "principal_cleared": _clear_principal,
    "paid": lambda desk: desk.pay(NUMBER),
    "credited": _credit,
}


def _ring(desk: Desk) -> None:
    """Wait for a timer of the case to do something."""
    before = desk.case(NUMBER).state
    for _ in range(20):
        desk.step()
        if desk.case(NUMBER).state != before:
            return
    raise AssertionError(f"nothing happens by itself in the state {before!r}")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_happens_leads_to_where_the_row_says(row: Row) -> None:
    desk = brought_to(row)
    before = desk.sandbox.facts_total
    DO.get(row.on, _ring)(desk)
    facts = [happened.fact for happened in desk.state.timeline[before:]]
    own: Any = next(fact for fact in facts if isinstance(fact, MOVES))
    assert own.state == (row.to or "opened")
    timers = {timer.name for timer in own.deadlines if timer.subject == f"case:{own.case}"}
    assert timers == set(row.timers)
    said = [getattr(own, word, None) for word in ("letter", "step", "reason")]
    assert said == [row.letter, row.expense, row.closes]
    assert getattr(own, "fees_billed", False) == row.bills
    assert isinstance(own, f.CollectionPaused) == (row.to in PAUSED)
    back = (own.pause, own.why) if isinstance(own, f.CollectionResumed) else None
    assert back == ((row.state, row.on) if row.to is None else None)
    assert set(desk.state.ledger.trial_balance().values()) <= {0}


@pytest.mark.parametrize("name", agencies())
def test_every_row_of_a_table_is_walked(name: str) -> None:
    walked = [(row.state, row.on) for row in ROWS if row.agency == name]
    assert len(walked) == len(set(walked))
    assert set(walked) == {(row.state, row.on) for row in agencies()[name].lifecycle.transitions}
