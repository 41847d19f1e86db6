"""What people at an agency decide about a case: legal collection, holds, time for the debtor, its end.

Who is asked by telephone or in a portal is not on any wire; whoever plays it says what was decided.
Rules: ROPO-COL-1 for the first agency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.following import Cause, agency_of, case_of, happens, move, timers
from simulator.domain.pausing import give_more_time
from simulator.domain.posting import consent, debtor_of
from simulator.domain.receiving import interest_to
from simulator.domain.requesting import move_due_date, refuse
from simulator.domain.state import Appliers, Case, Deciders, State

HAPPENINGS: Mapping[str, str] = {
    "approve_demand": "demand_approved",
    "approve_legal": "authorised",
    "suspend": "suspended",
    "resume": "resumed",
    "stop": "stopped",
}
"""What a decision is to the agency's table."""

DECISIONS = (
    *HAPPENINGS,
    *("start", "combine", "record_consent"),
    *("accept_due_date", "refuse_due_date", "comment", "take_payment_back"),
)
WORDS: Mapping[str, tuple[str, ...]] = {
    "suspend": ("until", "text"),
    "combine": ("others",),
    "record_consent": ("until",),
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
    own = _OWN.get(command.decision)
    if own is not None:
        return own(state, case, command)
    if command.decision in HAPPENINGS:
        cause = Cause(by="agency", until=command.until, text=command.text)
        return _taken(state, case, command, happens(state, case, HAPPENINGS[command.decision], cause))
    return _answer(state, case, command)


def check_words(decision: str, words: Mapping[str, object]) -> None:
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


def _start(state: State, case: Case, command: c.Decide) -> list[f.Fact]:
    """Start a case that waits for it: it begins as it would have by itself."""
    found = agency_of(state, case)
    row = found.lifecycle.find(case.state, case.opened.start or found.lifecycle.start)
    if row is None:
        return _taken(state, case, command, [])
    service = state.service(found.name)
    if found.unsigned_start and not service.signed:
        raise Refusal(
            "conflict",
            f"case {case.id} cannot be started: the agreement with {found.title} is not signed, and its service is"
            f" {service.status}",
            *found.rules["agreement_signed"],
        )
    about: dict[str, Any] = {"case": case.id, "number": case.opened.number, "state": row.to}
    return [f.CaseStarted(rules=row.rules, deadlines=timers(state, case, row), **about)]


def _combine(state: State, case: Case, command: c.Decide) -> list[f.Fact]:
    """Combine a case with others of the same debtor: those of them that wait to be started go along with it."""
    if "combine" not in available(state, case):
        return _taken(state, case, command, [])
    if not command.others:
        raise Refusal(
            "invalid", f"case {case.id} is to be combined with others of the same debtor: name them"
        )
    return [_along(state, case, case_of(state, other)) for other in dict.fromkeys(command.others)]


def _along(state: State, case: Case, other: Case) -> f.Fact:
    """One case that goes along with another; raises `Refusal` for one that cannot."""
    row = agency_of(state, other).lifecycle.find(other.state, "combined")
    same = other.opened.provider == case.opened.provider and debtor_of(state, other) == debtor_of(state, case)
    if not same or other.open_principal.currency != case.open_principal.currency:
        raise Refusal("conflict", f"case {other.id} is not of the same debtor and currency as case {case.id}")
    if row is None:
        raise Refusal(
            "conflict", f"case {other.id} is {other.state.replace('_', ' ')}: it does not wait to be started"
        )
    about: dict[str, Any] = {"case": other.id, "number": other.opened.number, "state": row.to}
    return f.CaseCombined(into=case.id, rules=row.rules, **about)


def _consent(state: State, case: Case, command: c.Decide) -> list[f.Fact]:
    """Keep the debtor's written consent to electronic letters."""
    found = agency_of(state, case)
    if not found.consented:
        raise Refusal("conflict", f"{found.title} sends all its letters by post: it keeps no consents")
    return [
        f.ConsentGiven(
            case=case.id,
            number=case.opened.number,
            state=case.state,
            until=consent(state, found, command.until),
            rules=found.rules["consent_given"],
        )
    ]


def _comment(state: State, case: Case, command: c.Decide) -> list[f.Fact]:
    text = command.text
    rules = agency_of(state, case).rules.get("comment_made")
    if rules is None:
        raise Refusal("conflict", f"{case.opened.provider} writes no comments on its cases")
    if not text:
        raise Refusal("invalid", f"a comment on assignment {case.id} has to have a text")
    about: dict[str, Any] = {"case": case.id, "number": case.opened.number, "state": case.state}
    return [f.CommentMade(by="agency", text=text, rules=rules, **about)]


def _take_payment_back(state: State, case: Case, command: c.Decide) -> list[f.Fact]:
    """Put the direct payment that was reported last onto the case again, as the company has said that it was none."""
    found = agency_of(state, case)
    standing = _reported(case)
    rules = found.rules.get("payment_taken_back")
    if rules is None or not standing or found.lifecycle.find(case.state, "principal_cleared") is None:
        return _taken(state, case, command, [])
    until = max(interest_to(state, case, state.today), case.interest_from - timedelta(days=1))
    accrued = state.law.late_interest(case.open_capital, case.opened.debtor_kind, case.interest_from, until)
    return [
        f.PaymentTakenBack(
            case=case.id,
            number=case.opened.number,
            state=case.state,
            amount=standing[-1].amount,
            principal=standing[-1].principal,
            accrued=accrued.money,
            interest_to=until,
            assumed=accrued.assumed,
            law=accrued.source,
            rules=rules,
        )
    ]


def _reported(case: Case) -> list[f.DirectPaymentReported]:
    """The direct payments that were reported and stand, oldest first: the last one is taken back first."""
    standing: list[f.DirectPaymentReported] = []
    for event in case.events:
        if isinstance(event.fact, f.DirectPaymentReported):
            standing.append(event.fact)
        elif isinstance(event.fact, f.PaymentTakenBack):
            standing.pop()
    return standing


_OWN: Mapping[str, Callable[[State, Case, c.Decide], list[f.Fact]]] = {
    "start": _start,
    "combine": _combine,
    "record_consent": _consent,
    "comment": _comment,
    "take_payment_back": _take_payment_back,
}
"""The decisions that are not simply something that happens to the case."""


def _taken(state: State, case: Case, command: c.Decide, facts: list[f.Fact]) -> list[f.Fact]:
    """What a decision leads to; one that leads nowhere is refused."""
    if facts:
        return facts
    raise Refusal(
        "conflict",
        f"assignment {case.id} is in the state {case.state!r}, in which {command.decision!r} leads nowhere; what"
        f" can be decided there: {', '.join(available(state, case)) or 'nothing'}",
    )


def available(state: State, case: Case) -> list[str]:
    """Answer what can be decided about a case where it stands."""
    found = agency_of(state, case)
    takes = found.lifecycle.takes(case.state)
    here = [name for name, on in HAPPENINGS.items() if on in takes]
    here += ["start"] if case.opened.start in takes else []
    combines = "combined" in found.lifecycle.happenings and "combined" not in takes
    here += ["combine"] if combines and case.closed_at is None else []
    here += ["record_consent"] if found.consented and case.closed_at is None else []
    here += ["refuse_due_date"] if case.asked else []
    here += ["comment"] if "comment_made" in found.rules else []
    can_be_open = "payment_taken_back" in found.rules and "principal_cleared" in takes
    here += ["take_payment_back"] if can_be_open and _reported(case) else []
    return here


def _apply_started(state: State, fact: f.CaseStarted) -> None:
    """A case that went along with others is collected by itself from now on."""
    case = move(state, fact)
    for event in case.events:
        if isinstance(event.fact, f.CaseCombined) and case.id in state.cases[event.fact.into].combined:
            into = state.cases[event.fact.into]
            into.combined = tuple(each for each in into.combined if each != case.id)


def _apply_combined(state: State, fact: f.CaseCombined) -> None:
    move(state, fact)
    state.cases[fact.into].combined += (fact.case,)


DECIDE: Deciders = {c.Decide: decide}
APPLY: Appliers = {f.CaseStarted: _apply_started, f.CaseCombined: _apply_combined}
