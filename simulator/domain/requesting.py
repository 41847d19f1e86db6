"""What the company asks of an agency about a case: a later due date, a hold, its end; and what it lets it know.

An agency takes those for which it names rules. Rules: KASSA-EVT-4 to KASSA-EVT-7, KASSA-CLS-2, PERI-EVT-1.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.following import Cause, agency_of, case_of, happens, move, note, timers
from simulator.domain.state import Appliers, Case, Deciders, State


def ask_due_date(state: State, command: c.AskDueDate) -> list[f.Fact]:
    """Ask for a later due date: it is granted, refused, or left to a person; once collection began, refused."""
    case, rules = _case(state, command.case, "due_date_asked", "a later due date")
    if command.due_date <= max(case.due_date, state.today):
        raise Refusal(
            "invalid",
            f"the due date asked for is {command.due_date}; it must be after {max(case.due_date, state.today)}",
        )
    about: dict[str, Any] = {"case": case.id, "number": case.opened.number, "state": case.state}
    asked = f.DueDateAsked(due_date=command.due_date, text=command.text, rules=rules, **about)
    practice = state.settings[agency_of(state, case).setting("due_date_requests")]
    if practice == "asked":
        return [asked]
    moved = move_due_date(state, case, command.due_date) if practice == "granted" else []
    return [asked, *(moved or [f.RequestRefused(what="due_date", rules=rules, **about)])]


def move_due_date(state: State, case: Case, due_date: date) -> list[f.Fact]:
    """Move a claim's due date, with what counts from it; nothing where the table does not let it."""
    found = agency_of(state, case)
    row = found.lifecycle.find(case.state, "due_date_moved")
    if row is None:
        return []
    return [
        f.DueDateMoved(
            case=case.id,
            number=case.opened.number,
            state=row.to,
            due_date=due_date,
            rules=row.rules,
            deadlines=timers(state, case, row, due_date=due_date),
        )
    ]


def hold(state: State, command: c.HoldCase) -> list[f.Fact]:
    """Let collection stand still until a day, at the company's wish."""
    case, rules = _case(state, command.case, "hold_requested", "a hold")
    if command.until <= state.today:
        raise Refusal("invalid", f"a hold until {command.until} is none: it must end after {state.today}")
    cause = Cause(by="company", until=command.until, text=command.text)
    return _led_somewhere(case, "a hold", happens(state, case, "suspended", cause), rules)


def release(state: State, command: c.ReleaseCase) -> list[f.Fact]:
    """Let collection go on before a hold is over."""
    case, rules = _case(state, command.case, "hold_requested", "lifting a hold")
    held = case.pause is not None and case.pause.by == "company"
    facts = happens(state, case, "resumed", Cause(by="company")) if held else []
    return _led_somewhere(case, "lifting a hold of the company's", facts, rules)


def cancel(state: State, command: c.CancelCase) -> list[f.Fact]:
    """End a case for good, at the company's wish."""
    case, rules = _case(state, command.case, "cancelled", "its end")
    facts = happens(state, case, "stopped", Cause(by="company", text=command.text))
    return _led_somewhere(case, "its end", facts, rules)


def record_bad_debt(state: State, command: c.RecordBadDebt) -> list[f.Fact]:
    """Note that the company has written a claim off; nothing else changes."""
    case, rules = _case(state, command.case, "bad_debt_recorded", "a bad debt")
    return [
        f.BadDebtRecorded(
            case=case.id, number=case.opened.number, state=case.state, text=command.text, rules=rules
        )
    ]


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
    closed = state.service(found.name).status == "closed"
    if closed and state.settings[found.setting("requests_after_closing")] == "refused":
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
    case = move(state, fact)
    case.due_date = fact.due_date
    case.interest_from = max(case.interest_from, fact.due_date + timedelta(days=1))
    case.timers = fact.deadlines
    case.asked_until = case.asked = None


DECIDE: Deciders = {
    c.AskDueDate: ask_due_date,
    c.HoldCase: hold,
    c.ReleaseCase: release,
    c.CancelCase: cancel,
    c.RecordBadDebt: record_bad_debt,
}
APPLY: Appliers = {
    f.DueDateAsked: _apply_asked,
    f.DueDateMoved: _apply_moved,
    f.BadDebtRecorded: _apply_noted,
}
