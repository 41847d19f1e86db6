"""Kravia's table as it is expected, and how a case comes into it: cases are registered, and some wait to be started."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from simulator.domain import commands as c
from tests.simulator.desk import Desk
from tests.simulator.engine.rows import LEGAL, NUMBER, PAUSED, Row, ends

KRAVIA = ("opened", "reminded", "reminded_twice", "awaiting_demand_approval", "demanded", "awaiting_approval")
KRAVIA_WAITING = ("unapproved", "not_started", "combined")
NEXT_LETTERS = ("send_reminder", "send_demand", "ask_for_demand")
LEGAL_OR_NOT = ("ask_for_approval", "start_legal_collection")
TWO = ("kravia.reminders", 2)
OLD = date(2022, 12, 15)
REMINDERS = {"open_with_reminders": 0, "open_with_second_reminder": 1, "open_with_demand": 1}


def kravia() -> Iterator[Row]:
    yield Row("kravia", "new", "open_unsigned", "unapproved")
    yield Row("kravia", "new", "open_unstarted", "not_started")
    for state in ("new", *KRAVIA_WAITING):
        yield Row("kravia", state, "open_with_reminders", "opened", timers=("send_reminder",))
        yield Row("kravia", state, "open_with_second_reminder", "reminded", timers=NEXT_LETTERS,
                  settings=(TWO, ("kravia.start_from_collection", True)))  # fmt: skip
        yield Row("kravia", state, "open_with_demand", "reminded_twice", timers=NEXT_LETTERS[1:])
    yield Row("kravia", "not_started", "combined", "combined")
    yield Row("kravia", "opened", "send_reminder", "reminded", "reminder", timers=NEXT_LETTERS)
    yield Row("kravia", "reminded", "send_reminder", "reminded_twice", "reminder", timers=NEXT_LETTERS[1:],
              settings=(TWO,))  # fmt: skip
    for state in ("reminded", "reminded_twice"):
        yield Row("kravia", state, "send_demand", "demanded", "demand", timers=LEGAL_OR_NOT)
        yield Row("kravia", state, "ask_for_demand", "awaiting_demand_approval",
                  settings=(("kravia.approve_before_demand", True),))  # fmt: skip
    yield Row(
        "kravia", "awaiting_demand_approval", "demand_approved", "demanded", "demand", timers=LEGAL_OR_NOT
    )
    yield Row("kravia", "demanded", "ask_for_approval", "awaiting_approval")
    yield Row("kravia", "demanded", "start_legal_collection", "legal_collection", None, "summons",
              timers=("judgment_given",), settings=(("kravia.approve_before_legal", False),))  # fmt: skip
    yield Row("kravia", "awaiting_approval", "authorised", "legal_collection", None, "summons",
              timers=("judgment_given",))  # fmt: skip
    yield Row("kravia", "legal_collection", "judgment_given", "enforcement", None, "enforcement",
              timers=("give_up",))  # fmt: skip
    yield Row("kravia", "enforcement", "give_up", "closed", closes="uncollectable")
    yield from _kravia_pauses_and_ends()


def _kravia_pauses_and_ends() -> Iterator[Row]:
    for state in (*KRAVIA, *PAUSED):
        yield Row("kravia", state, "disputed", "disputed", timers=("dispute_stands",))
        yield Row("kravia", state, "more_time_given", "more_time", timers=("time_over",))
        yield Row("kravia", state, "promised", "promised", timers=("promise_over",))
        yield Row("kravia", state, "plan_agreed", "payment_plan", timers=("plan_broken 1", "plan_broken 2"))
        yield Row("kravia", state, "suspended", "on_hold", timers=("hold_over",))
    over = {"more_time": "time_over", "promised": "promise_over", "payment_plan": "plan_broken"}
    for state, on in {**over, "on_hold": "hold_over"}.items():
        yield Row("kravia", state, on, None, timers=("send_reminder",))
    for state in PAUSED:
        yield Row("kravia", state, "resumed", None, timers=("send_reminder",))
    open_ = (*KRAVIA_WAITING, *KRAVIA, *PAUSED, *LEGAL)
    for state in open_:
        yield Row("kravia", state, "principal_cleared", "charges_open", timers=("write_off_charges",))
    for state in (*open_, "charges_open"):
        yield from ends("kravia", state, bills=False)
    yield Row("kravia", "disputed", "dispute_stands", "closed", closes="disputed")
    yield Row("kravia", "charges_open", "write_off_charges", "closed", closes="charges_written_off")


def registered(desk: Desk, row: Row) -> None:
    """An invoice that can be registered, or was; one that is over three years old waits until somebody starts it."""
    old = row.state in ("not_started", "combined") or row.on == "open_unstarted"
    desk.hold(NUMBER, due=OLD if old else date(2026, 1, 28))
    desk.until("2026-02-04T09:00")
    if row.state == "new":
        return
    register(desk, reminders=REMINDERS.get(row.on, 0))
    copy = c.AttachFile(
        case=desk.case(NUMBER).id,
        what="invoice_copy",
        filename="1001.pdf",
        content_type="application/pdf",
        size=1000,
        sha256="0" * 64,
    )
    desk.do(copy)


def register(desk: Desk, reminders: int = 0) -> None:
    desk.register(NUMBER, reminders=reminders)


def begin(on: str) -> Callable[[Desk], None]:
    """Register the invoice, or start the case that waits for somebody to do so."""

    def does(desk: Desk) -> None:
        if desk.state.case_of(NUMBER) is None:
            register(desk, REMINDERS[on])
            return
        if desk.state.service("kravia").status == "pending":
            desk.sandbox.onboarding("kravia", "sign")
        desk.decide(NUMBER, "start")

    return does


def combine(desk: Desk) -> None:
    """Have the case go along with another one of the same debtor."""
    desk.register("1002")
    desk.sandbox.run_until(desk.sandbox.now + timedelta(minutes=1))  # until its debtor has it
    desk.decide("1002", "combine", None, NUMBER)
