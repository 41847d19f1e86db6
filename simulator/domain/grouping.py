"""Groups of customers: the company limits by business ID how far collection goes.

Rules: KASSA-GRP-1 to KASSA-GRP-7.
"""

from __future__ import annotations

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.following import agency_of, move, reset_timers, stands
from simulator.domain.onboarding import agency
from simulator.domain.state import Appliers, Case, Deciders, Reachers, State
from simulator.domain.waiting import case_deadlines, since


def set_group(state: State, command: c.SetGroup) -> list[f.Fact]:
    """Put a customer into a group, out of the one in which it was; its open cases follow an hour or two later."""
    found = agency(state, command.provider)
    if not found.groups:
        raise Refusal("forbidden", f"{found.name} has no groups of customers", *found.rules["group_set"])
    status = state.service(found.name).status
    if status != "active":
        raise Refusal(
            "forbidden", f"the service is {status}: customers are put into groups while it is active"
        )
    if command.group is not None and command.group not in found.groups:
        known = ", ".join(found.groups)
        raise Refusal("invalid", f"{found.name} has no group of customers {command.group!r}; it has: {known}")
    if state.group_of(command.business_id) == command.group:
        return []
    low, high = state.settings[found.setting("group_change_minutes")]
    minutes = state.draw("group change", f"{command.business_id}/{len(state.timeline)}", low, high)
    follows = f.Deadline(state.later(minutes), f"group:{found.name}", command.business_id)
    return [
        f.GroupSet(
            provider=found.name,
            business_id=command.business_id,
            group=command.group,
            rules=found.rules["group_set"],
            deadlines=(follows,),
        )
    ]


def follow_group(state: State, provider: str, business_id: str) -> list[f.Fact]:
    """Let the open cases of a customer follow it into its group, unless it was put into another one since."""
    if any(deadline.due > state.now for deadline in state.groups[business_id].deadlines):
        return []
    group = state.group_of(business_id)
    cases = (state.cases[case] for case in state.debtor_cases.get(business_id, ()))
    return [
        _regrouped(state, case, group)
        for case in cases
        if case.opened.provider == provider and case.closed_at is None and case.group != group
    ]


def _regrouped(state: State, case: Case, group: str | None) -> f.Fact:
    """A case under another group: the timers of where it stands, or stood before it was paused, are set anew."""
    found = agency_of(state, case)
    row = found.lifecycle.find(stands(case), "regrouped")
    begin = since(case, group=group)
    return f.CaseRegrouped(
        case=case.id,
        number=case.opened.number,
        state=case.state,
        group=group,
        rules=(*found.rules["group_set"], *(row.rules if row else ())),
        deadlines=case_deadlines(state, found, row, case.id, begin) if row else (),
    )


def _apply_set(state: State, fact: f.GroupSet) -> None:
    state.groups[fact.business_id] = fact


def _apply_regrouped(state: State, fact: f.CaseRegrouped) -> None:
    case = move(state, fact)
    case.group = fact.group
    if agency_of(state, case).lifecycle.find(stands(case), "regrouped"):
        reset_timers(case, fact.deadlines)


DECIDE: Deciders = {c.SetGroup: set_group}
REACH: Reachers = {"group": follow_group}
APPLY: Appliers = {f.GroupSet: _apply_set, f.CaseRegrouped: _apply_regrouped}
