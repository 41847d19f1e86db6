"""What people at an agency decide about a case: legal collection, holds, time for the debtor, its end.

Who is asked by telephone or in a portal is not on any wire; whoever plays it says what was decided.
Rules: ROPO-COL-1 for the first agency.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.following import Cause, agency_of, case_of, happens
from simulator.domain.pausing import give_more_time
from simulator.domain.requesting import move_due_date, refuse
from simulator.domain.state import Case, Deciders, State

HAPPENINGS: Mapping[str, str] = {
    "approve_legal": "authorised",
    "suspend": "suspended",
    "resume": "resumed",
    "stop": "stopped",
}
"""What a decision is to the agency's table."""

DECISIONS = (*HAPPENINGS, "accept_due_date", "refuse_due_date", "comment")
WORDS: Mapping[str, tuple[str, ...]] = {
    "suspend": ("until", "text"),
    "accept_due_date": ("until",),
    "comment": ("text",),
}
"""The words that a decision takes; all others take none, and pass over them."""


def decide(state: State, command: c.Decide) -> list[f.Fact]:
    """Carry a decision out; raises `Refusal` for one that leads nowhere where the case stands."""
    case = case_of(state, command.case)
    if command.decision not in DECISIONS:
        known = ", ".join(DECISIONS)
        raise Refusal(
            "invalid", f"nobody decides {command.decision!r} about a case; what is decided is: {known}"
        )
    if command.until is not None and command.until < state.today:
        raise Refusal("invalid", f"until {command.until} is past: today is {state.today}")
    if command.decision == "comment":
        return [_comment(state, case, command.text)]
    if command.decision in HAPPENINGS:
        cause = Cause(by="agency", until=command.until, text=command.text)
        return _taken(state, case, command, happens(state, case, HAPPENINGS[command.decision], cause))
    return _answer(state, case, command)


def check_words(decision: str, **words: object) -> None:
    """Refuse words (those that are None were not said) that a decision does not take."""
    takes = WORDS.get(decision, ())
    strange = [name for name, value in words.items() if value is not None and name not in takes]
    if decision in DECISIONS and strange:
        known = " and ".join(takes) or "no words"
        raise Refusal("invalid", f"{decision} has no word {strange[0]!r}; it takes {known}")


def _answer(state: State, case: Case, command: c.Decide) -> list[f.Fact]:
    """Answer the debtor that asked for more time, or the company that asked for a later due date."""
    if case.asked_until is None or case.asked is None or case.closed_at is not None:
        raise Refusal(
            "conflict",
            f"nobody waits for an answer about more time or a later due date of assignment {case.id}",
        )
    if command.decision == "refuse_due_date":
        return [refuse(state, case, case.asked)]
    until = command.until or max(case.asked_until, state.today)
    grant = move_due_date if case.asked == "due_date" else give_more_time
    return _taken(state, case, command, grant(state, case, until))


def _comment(state: State, case: Case, text: str | None) -> f.Fact:
    rules = agency_of(state, case).rules.get("comment_made")
    if rules is None:
        raise Refusal("conflict", f"{case.opened.provider} writes no comments on its cases")
    if not text:
        raise Refusal("invalid", f"a comment on assignment {case.id} has to have a text")
    return f.CommentMade(
        case=case.id, number=case.opened.number, state=case.state, by="agency", text=text, rules=rules
    )


def _taken(state: State, case: Case, command: c.Decide, facts: list[f.Fact]) -> list[f.Fact]:
    """What a decision leads to; one that leads nowhere is refused."""
    if facts:
        return facts
    found = agency_of(state, case)
    takes = found.lifecycle.takes(case.state)
    here = [name for name, on in HAPPENINGS.items() if on in takes]
    here += ["refuse_due_date"] if case.asked else []
    here += ["comment"] if "comment_made" in found.rules else []
    raise Refusal(
        "conflict",
        f"assignment {case.id} is in the state {case.state!r}, in which {command.decision!r} leads nowhere; what"
        f" can be decided there: {', '.join(here) or 'nothing'}",
    )


DECIDE: Deciders = {c.Decide: decide}
