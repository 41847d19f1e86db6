"""What the company asks of an agency about a case: a later due date, a hold, its end; and what it lets it know.

An agency takes those for which it names rules. Rules: KASSA-EVT-4 to KASSA-EVT-7, KASSA-CLS-2, PERI-EVT-1.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.calendar import LATEST_DUE_DATE
from simulator.domain.commands import Refusal
from simulator.domain.following import (
    Cause,
    agency_of,
    case_of,
    happens,
    note,
    reset_timers,
    stands,
    timers,
)
from simulator.domain.record import record
from simulator.domain.state import Appliers, Case, Deciders, State


def ask_due_date(state: State, command: c.AskDueDate) -> list[f.Fact]:
    """Ask for a later due date: it is granted, refused, or left to a person; once collection began, refused."""
    case, rules = _case(state, command.case, "due_date_asked", "a later due date")
    if command.due_date < state.today:
        raise Refusal("invalid", f"the due date asked for is {command.due_date}; today is {state.today}")
    moved = move_due_date(state, case, command.due_date)
    asked = f.DueDateAsked(due_date=command.due_date, text=command.text, rules=rules, **_about(case))
    practice = state.settings[agency_of(state, case).setting("due_date_requests")]
    if moved and practice == "asked":
        return [asked]
    return [asked, *(moved if practice == "granted" and moved else [refuse(state, case, "due_date")])]


def move_due_date(state: State, case: Case, due_date: date) -> list[f.Fact]:
    """Move a claim's due date, with what counts from it; nothing where the table does not let it.

    Where a case is paused, the state from which it came lets it. Raises `Refusal` for a day that is not later,
    and for one too late to count from.
    """
    if due_date <= case.due_date:
        raise Refusal(
            "invalid",
            f"the due date asked for is {due_date}; assignment {case.id} is due on {case.due_date}, and only a later"
            " day can be asked for",
        )
    if due_date > LATEST_DUE_DATE:
        raise Refusal(
            "invalid",
            f"the due date asked for is {due_date}: {LATEST_DUE_DATE} is the latest that is allowed",
        )
    row = agency_of(state, case).lifecycle.find(stands(case), "due_date_moved")
    if row is None:
        return []
    deadlines = timers(state, case, row, due_date=due_date)
    return [f.DueDateMoved(due_date=due_date, rules=row.rules, deadlines=deadlines, **_about(case))]


def refuse(state: State, case: Case, what: str) -> f.Fact:
    """The agency's no to what was asked of it, by the company (`due_date`) or by the debtor."""
    rules = agency_of(state, case).rules["due_date_asked"] if what == "due_date" else ()
    return f.RequestRefused(what=what, rules=rules, **_about(case))


def _about(case: Case) -> dict[str, Any]:
    return {"case": case.id, "number": case.opened.number, "state": case.state}


def hold(state: State, command: c.HoldCase) -> list[f.Fact]:
    """Let collection stand still at the company's wish, through a day or until it is lifted; or through another."""
    case, rules = _case(state, command.case, "hold_requested", "a hold")
    if command.until is not None and command.until < state.today:
        raise Refusal("invalid", f"a hold until {command.until} is past: today is {state.today}")
    if command.changed and not _is_held(state, case, by="company"):
        raise Refusal("forbidden", f"assignment {case.id} has no hold of the company's that could be changed")
    if not command.changed and _is_held(state, case):
        raise Refusal("forbidden", f"assignment {case.id} is on hold already: that hold can be changed")
    cause = Cause(by="company", until=command.until, text=command.text)
    facts = happens(state, case, "suspended", cause)
    if command.changed:
        facts = [replace(fact, changed=True) for fact in facts if isinstance(fact, f.CollectionPaused)]
    return _led_somewhere(case, "a hold", facts, rules)


def _is_held(state: State, case: Case, by: str | None = None) -> bool:
    """Whether a case is on hold, by the word of this one or of anybody."""
    row = agency_of(state, case).lifecycle.find(case.state, "suspended")
    held = case.pause is not None and row is not None and row.to == case.state
    return held and by in (None, case.pause.by if case.pause else None)


def release(state: State, command: c.ReleaseCase) -> list[f.Fact]:
    """Let collection go on before a hold is over."""
    case, rules = _case(state, command.case, "hold_requested", "lifting a hold")
    held = _is_held(state, case, by="company")
    facts = happens(state, case, "resumed", Cause(by="company")) if held else []
    return _led_somewhere(case, "lifting a hold of the company's", facts, rules)


def cancel(state: State, command: c.CancelCase) -> list[f.Fact]:
    """End a case for good, at the company's wish."""
    case, rules = _case(state, command.case, "cancelled", "its end")
    ended = happens(state, case, "stopped", Cause(by="company"))
    asked = f.EndAsked(text=command.text, **_about(case))
    return _led_somewhere(case, "its end", [asked, *ended] if ended else [], rules)


@record(kw_only=True)
class AnswerList(c.Command):
    """The company accepts that a case on the agency's list goes on to collection, or rejects it."""

    case: str
    accept: bool


def answer_list(state: State, command: AnswerList) -> list[f.Fact]:
    """Let a case on the list go on, or end; one that is not on it is refused."""
    case, rules = _case(state, command.case, "list_answered", "its list")
    facts = happens(state, case, "accepted" if command.accept else "rejected", Cause(by="company"))
    return _led_somewhere(case, "an answer to the list", facts, rules)


def record_bad_debt(state: State, command: c.RecordBadDebt) -> list[f.Fact]:
    """Note that the company has written a claim off; nothing else changes."""
    case, rules = _case(state, command.case, "bad_debt_recorded", "a bad debt")
    return [f.BadDebtRecorded(text=command.text, rules=rules, **_about(case))]


def _case(state: State, case_id: str, name: str, what: str) -> tuple[Case, tuple[str, ...]]:
    """Answer an open case whose agency takes such a wish, with the rules behind that."""
    case = case_of(state, case_id)
    found = agency_of(state, case)
    if name not in found.rules:
        raise Refusal("forbidden", f"{found.name} takes no events about {what}")
    if case.closed_at is not None:
        raise Refusal(
            "forbidden", f"assignment {case.id} is closed ({case.reason}): {what} cannot be asked for"
        )
    agreement = state.agreement(found.party)
    if (
        agreement
        and agreement.status == "closed"
        and state.settings[found.setting("requests_after_closing")] == "refused"
    ):
        raise Refusal(
            "forbidden",
            f"the service is closed: {what} is agreed on with the agency directly",
            *found.rules["requests_after_closing"],
        )
    return case, found.rules[name]


def _led_somewhere(case: Case, what: str, facts: list[f.Fact], rules: tuple[str, ...]) -> list[f.Fact]:
    """What a wish led to, by these rules; one that leads nowhere where the case stands is refused."""
    if not facts:
        raise Refusal(
            "forbidden", f"assignment {case.id} is {case.state.replace('_', ' ')}: no place for {what}"
        )
    return [replace(fact, rules=tuple(dict.fromkeys((*fact.rules, *rules)))) for fact in facts]


def _apply_noted(state: State, fact: f.CaseFact) -> None:
    note(state, state.cases[fact.case], fact)


def _apply_asked(state: State, fact: f.DueDateAsked) -> None:
    case = state.cases[fact.case]
    note(state, case, fact)
    case.asked_until, case.asked = fact.due_date, "due_date"


def _apply_moved(state: State, fact: f.DueDateMoved) -> None:
    case = state.cases[fact.case]
    note(state, case, fact)
    case.due_date = fact.due_date
    case.interest_from = max(case.interest_from, fact.due_date + timedelta(days=1))
    case.asked_until = case.asked = None
    reset_timers(case, fact.deadlines)


DECIDE: Deciders = {
    c.AskDueDate: ask_due_date,
    c.HoldCase: hold,
    c.ReleaseCase: release,
    c.CancelCase: cancel,
    c.RecordBadDebt: record_bad_debt,
    AnswerList: answer_list,
}
APPLY: Appliers = {
    f.DueDateAsked: _apply_asked,
    f.DueDateMoved: _apply_moved,
    f.BadDebtRecorded: _apply_noted,
    f.EndAsked: _apply_noted,
}
