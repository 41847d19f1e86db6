"""Every row of every agency's table, walked in the engine: what happens where leads to where it says, as it says.

The rows are written here once more, and on purpose: a row that a table has lost or that leads elsewhere fails by its
own name, and so does one that a table has and nobody walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from simulator.agencies import agencies
from simulator.domain import commands as c
from simulator.domain import facts as f
from tests.simulator.desk import ANSWERED, RECIPIENT, Desk
from tests.simulator.engine.rows import LEGAL, NUMBER, PAUSED, Row, ends
from tests.simulator.engine.rows_of_amili import BROUGHT_BY, DOES, amili_for_an_erp
from tests.simulator.engine.rows_of_kravia import begin, combine, kravia, register, registered

COLLECTING = ("opened", "reminded", "reminded_twice", "demanded", "demanded_twice", "awaiting_authorisation")


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


def _ropoends() -> Iterator[Row]:
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


AMILI = ("opened", "reminded", "demanded")
AMILI_LEGAL = ("legal_collection", "enforcement", "post_collection")
IN_ERROR = ("in_error", "error_answered", "error_on_hold")


def _amili(agency: str, *more: str) -> Iterator[Row]:
    """What the services of Visma Amili share; `more` are an agency's own states before legal collection."""
    yield Row(agency, "opened", "due_date_moved", "opened", timers=("send_reminder",))
    yield Row(agency, "opened", "send_reminder", "reminded", "reminder", timers=("send_demand",))
    yield Row(agency, "reminded", "send_demand", "demanded", "demand", timers=("start_legal_collection",))
    for on in ("start_legal_collection", "authorised"):
        yield Row(agency, "demanded", on, "legal_collection", None, "summons", timers=("judgment_given",))
    yield Row(agency, "legal_collection", "judgment_given", "enforcement", None, "enforcement",
              timers=("enforcement_ends",))  # fmt: skip
    yield Row(agency, "enforcement", "enforcement_ends", "post_collection", timers=("give_up",))
    yield Row(agency, "post_collection", "give_up", "closed", closes="uncollectable")
    for state in (*AMILI, *more, *PAUSED):
        yield Row(agency, state, "disputed", "disputed", timers=("dispute_stands",))
        yield Row(agency, state, "more_time_given", "more_time", timers=("time_over",))
        yield Row(agency, state, "promised", "promised", timers=("promise_over",))
        yield Row(agency, state, "plan_agreed", "payment_plan", timers=("plan_broken 1", "plan_broken 2"))
        yield Row(agency, state, "suspended", "on_hold", timers=("hold_over",))
    over = {"more_time": "time_over", "promised": "promise_over", "payment_plan": "plan_broken"}
    for state, on in {**over, "on_hold": "hold_over"}.items():
        yield Row(agency, state, on, None, timers=("send_reminder",))
    for state in PAUSED:
        yield Row(agency, state, "resumed", None, timers=("send_reminder",))
    open_ = (*AMILI, *more, *PAUSED, *AMILI_LEGAL)
    for state in open_:
        yield Row(agency, state, "principal_cleared", "charges_open", timers=("write_off_charges",))
    for state in (*open_, "charges_open"):
        yield from ends(agency, state, bills=True)
    yield Row(agency, "disputed", "dispute_stands", "closed", closes="disputed")
    yield Row(agency, "charges_open", "write_off_charges", "closed", closes="charges_written_off")


def _kassavirta() -> Iterator[Row]:
    yield Row("kassavirta", "new", "open_routed", "opened", timers=("send_reminder",))
    yield Row("kassavirta", "new", "open_in_error", "in_error", timers=("left_in_error",))
    yield Row("kassavirta", "in_error", "left_in_error", "error_on_hold")
    yield Row("kassavirta", "in_error", "commented", "error_answered")
    for state in IN_ERROR:
        yield Row("kassavirta", state, "suspended", "error_on_hold", timers=("hold_over",))
        yield Row("kassavirta", state, "sent_anew", "closed", closes="sent_anew")
        yield from ends("kassavirta", state, bills=False)
    yield Row("kassavirta", "error_on_hold", "hold_over", None, timers=("left_in_error",))
    yield Row("kassavirta", "error_on_hold", "resumed", None, timers=("left_in_error",))
    yield Row("kassavirta", "opened", "regrouped", "opened", timers=("send_reminder",))
    for state in ("reminded", "demanded"):
        yield Row("kassavirta", state, "regrouped", state, timers=("monitoring_ends",))
        yield Row("kassavirta", state, "monitoring_ends", "closed", closes="monitoring_ended")


def _perinta() -> Iterator[Row]:
    demand = (("perinta.collection_starts_with", "demand"),)
    yield Row("perinta", "new", "open_with_reminders", "opened", timers=("send_reminder",))
    yield Row("perinta", "new", "open_for_collection", "opened", timers=("send_reminder",))
    yield Row("perinta", "opened", "send_demand", "demanded", "demand", None, None, False,
              ("start_legal_collection",), demand)  # fmt: skip


MOVES = (
    *(f.CaseOpened, f.LetterSent, f.CaseWaits, f.LegalStepTaken, f.CollectionPaused, f.CollectionResumed),
    *(f.DirectPaymentReported, f.CaseClosed, f.DueDateMoved, f.CaseRegrouped, f.CaseStarted, f.CaseCombined),
)
"""The facts that are told of a row. What was paid or credited comes before the end that it leads to."""

ROWS = [
    *(*_ropo_on_its_way(), *_ropo_pauses(), *_ropoends(), *kravia()),
    *(*_kassavirta(), *_amili("kassavirta"), *_perinta(), *_amili("perinta")),
    *(*amili_for_an_erp(), *_amili("amili", "assigned", "listed")),
]

# How a case comes to a state: the assumptions that it needs, how it is handed over, and what is done then.

_UNHURRIED = {
    "ropo.first_reminder_banking_days": 3,
    "kassavirta.error_hold_after_days": 30,
    "amili.collection_starts_after_banking_days": 3,
    "kravia.first_reminder_banking_days": 3,
}  # what a debtor does at its next hour comes before the letter
_BEHIND: dict[str, dict[str, Any]] = {
    "reminded_twice": {"ropo.reminders": 2, "kravia.reminders": 2},
    "awaiting_demand_approval": {"kravia.approve_before_demand": True},
    "demanded_twice": {"ropo.demands": 2},
    **BROUGHT_BY,
}
_FROM_OPENED = {
    "disputed": "disputed",
    "more_time": "more_time_given",
    "promised": "promised",
    "payment_plan": "plan_agreed",
    "on_hold": "suspended",
}
_GROUPS = {("reminded", "monitoring_ends"): "vip", ("demanded", "monitoring_ends"): "premium"}


def brought_to(row: Row) -> Desk:
    """A desk with a case in the state of a row, or with an invoice that can be handed over."""
    settings = {**_UNHURRIED, **_BEHIND.get(row.state, {}), **dict(row.settings)}
    desk = Desk(row.agency, settings=settings)
    if row.on == "open_unsigned" or row.state == "unapproved":
        desk.order()
    else:
        desk.activate()
    desk.debtor("acme")
    if row.agency == "kassavirta":
        _sent(desk, row)
    elif row.agency == "kravia":
        registered(desk, row)
    else:
        desk.hold(NUMBER)
        desk.until("2026-02-04T09:00")
        if row.state != "new":
            collected = row.state == "assigned" or (row.state, row.on) == ("opened", "send_demand")
            _hand_over(desk, "collection" if collected else None)
    if row.state != "new":
        if _needs_a_charge(row):
            _charge(desk)
        _go_to(desk, row)
    return desk


def _sent(desk: Desk, row: Row) -> None:
    """An invoice on its way through the agency, of a customer in the group that the row is about."""
    group = _GROUPS.get((row.state, row.on))
    if group:
        desk.do(c.SetGroup(provider="kassavirta", business_id=RECIPIENT["business_id"], group=group))
    if row.state in IN_ERROR:
        _send_in_error(desk)
    elif row.state != "new":
        _send(desk)


def _send(desk: Desk) -> None:
    """Send the invoice, and let it arrive."""
    desk.send(NUMBER)
    desk.sandbox.run_until(desk.sandbox.now + ANSWERED)


def _send_in_error(desk: Desk) -> None:
    desk.send(NUMBER, reference=None)
    desk.sandbox.run_until(desk.sandbox.now + ANSWERED)


def _send_anew(desk: Desk) -> None:
    day = desk.state.invoices[desk.case(NUMBER).opened.invoice].sent.date
    desk.send(NUMBER, day=day, due=desk.state.today + timedelta(days=30))
    desk.sandbox.run_until(desk.sandbox.now + ANSWERED)


def _needs_a_charge(row: Row) -> bool:
    """Whether something has to be owed that is not there before the first letter."""
    unasked = row.agency in ("kassavirta", "perinta", "amili") and row.on == "principal_cleared"
    return (row.bills or unasked) and row.state in ("opened", "assigned", *PAUSED)


def _charge(desk: Desk) -> None:
    """Have a fee charged before the first letter: that for much more time."""
    DO["more_time_given"](desk)
    desk.decide(NUMBER, "resume")


def _hand_over(desk: Desk, how: str | None = None) -> None:
    desk.transfer(NUMBER, how=how or "reminder_and_collection")
    desk.sandbox.run_until(desk.sandbox.now + ANSWERED)


def _go_to(desk: Desk, row: Row) -> None:
    state = row.state
    if state in _FROM_OPENED:
        DO[_FROM_OPENED[state]](desk)
    elif state == "error_on_hold" and row.on == "hold_over":
        DO["suspended"](desk)
    elif state == "error_answered":
        _comment(desk)
    elif state == "charges_open":
        _wait(desk, "reminded")
        _clear_principal(desk)
    elif state in LEGAL and desk.provider in APPROVED_AT:
        _wait(desk, APPROVED_AT[desk.provider])
        desk.decide(NUMBER, "approve_legal")
    elif state == "combined":
        combine(desk)
    _wait(desk, state)


APPROVED_AT = {"ropo": "awaiting_authorisation", "kravia": "awaiting_approval"}


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


def _comment(desk: Desk) -> None:
    desk.do(c.MakeComment(case=desk.case(NUMBER).id, text="It is not sent again"))


def _regroup(desk: Desk) -> None:
    """Put the debtor into the group that every state waits otherwise for, and let the agency follow."""
    desk.do(c.SetGroup(provider=desk.provider, business_id=RECIPIENT["business_id"], group="vip"))
    desk.step()


def _ask_due_date(desk: Desk) -> None:
    case = desk.case(NUMBER).id
    desk.do(c.AskDueDate(case=case, due_date=desk.state.today + timedelta(days=30)))


def _is_kravia(desk: Desk) -> bool:
    return desk.provider == "kravia"


DO: dict[str, Callable[[Desk], object]] = {
    "open_unsigned": register,
    "open_unstarted": register,
    "open_with_reminders": lambda desk: (
        begin("open_with_reminders")(desk) if _is_kravia(desk) else _hand_over(desk)
    ),
    "open_with_second_reminder": begin("open_with_second_reminder"),
    "open_with_demand": lambda desk: (
        begin("open_with_demand")(desk) if _is_kravia(desk) else _hand_over(desk, "collection")
    ),
    "combined": combine,
    "demand_approved": lambda desk: desk.decide(NUMBER, "approve_demand"),
    "open_for_collection": lambda desk: _hand_over(desk, "collection"),
    "open_routed": _send,
    "open_in_error": _send_in_error,
    "sent_anew": _send_anew,
    "commented": _comment,
    "regrouped": _regroup,
    **DOES,
    "due_date_moved": _ask_due_date,
    "disputed": _act("disputes"),
    "more_time_given": _act("asks_for_time", more=21, pays=False),
    "promised": _act("promises", to_pay_in=6, keeps=False),
    "plan_agreed": _act("plan", instalments=2, every=30, pays=0),
    "bankrupt": _act("bankrupt"),
    "suspended": lambda desk: desk.decide(NUMBER, "suspend", desk.state.today + timedelta(days=20)),
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
    own: Any = next(fact for fact in facts if isinstance(fact, MOVES) and fact.number == NUMBER)
    assert own.state == (row.to or ("in_error" if row.state in IN_ERROR else "opened"))
    timers = {timer.name for timer in own.deadlines if timer.subject == f"case:{own.case}"}
    assert timers == set(row.timers)
    said = [getattr(own, word, None) for word in ("letter", "step", "reason")]
    assert said == [row.letter, row.expense, row.closes]
    assert getattr(own, "fees_billed", False) == row.bills
    assert isinstance(own, f.CollectionPaused) == (row.to in (*PAUSED, "error_on_hold"))
    back = (own.pause, own.why) if isinstance(own, f.CollectionResumed) else None
    assert back == ((row.state, row.on) if row.to is None else None)
    assert set(desk.state.ledger.trial_balance().values()) <= {0}


@pytest.mark.parametrize("name", agencies())
def test_every_row_of_a_table_is_walked(name: str) -> None:
    walked = [(row.state, row.on) for row in ROWS if row.agency == name]
    assert len(walked) == len(set(walked))
    assert set(walked) == {(row.state, row.on) for row in agencies()[name].lifecycle.transitions}
