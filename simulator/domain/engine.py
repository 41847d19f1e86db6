"""Decide and apply: the two halves of everything that happens in a sandbox.

`decide(state, command)` answers facts and changes nothing; `apply(state, fact)` changes the state and
decides nothing. Each topic brings its own rows; this module only joins them.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from simulator.domain import (
    acting,
    amending,
    attaching,
    batching,
    charging,
    choosing,
    collecting,
    deciding,
    disturbing,
    grouping,
    invoicing,
    ledger,
    onboarding,
    pausing,
    paying,
    portal,
    posting,
    receiving,
    requesting,
    routing,
    settling,
    subscribing,
)
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.state import Appliers, Deciders, Reachers, State

MOST_LEVELS = 32
"""How deep lists and objects in a command may be nested: far more than any needs, far less than JSON bears."""

DECIDE: Deciders = {
    **onboarding.DECIDE,
    **amending.DECIDE,
    **choosing.DECIDE,
    **portal.DECIDE,
    **attaching.DECIDE,
    **settling.DECIDE,
    **invoicing.DECIDE,
    **collecting.DECIDE,
    **deciding.DECIDE,
    **requesting.DECIDE,
    **grouping.DECIDE,
    **batching.DECIDE,
    **routing.DECIDE,
    **paying.DECIDE,
    **acting.DECIDE,
    **subscribing.DECIDE,
    **disturbing.DECIDE,
}
REACH: Reachers = {
    **onboarding.REACH,
    **invoicing.REACH,
    **collecting.REACH,
    **attaching.REACH,
    **grouping.REACH,
    **batching.REACH,
    **paying.REACH,
    **acting.REACH,
    **charging.REACH,
    **settling.REACH,
}
_FIELDS = {kind: [field.name for field in fields(kind)] for kind in DECIDE}
APPLY: Appliers = {
    **onboarding.APPLY,
    **amending.APPLY,
    **choosing.APPLY,
    **portal.APPLY,
    **attaching.APPLY,
    **posting.APPLY,
    **deciding.APPLY,
    **invoicing.APPLY,
    **collecting.APPLY,
    **receiving.APPLY,
    **pausing.APPLY,
    **requesting.APPLY,
    **grouping.APPLY,
    **batching.APPLY,
    **routing.APPLY,
    **acting.APPLY,
    **charging.APPLY,
    **paying.APPLY,
    **settling.APPLY,
    **subscribing.APPLY,
}


def decide(state: State, command: c.Command, behave: paying.Behave) -> list[f.Fact]:
    """Answer the facts that a command leads to, with what debtors make of them; raises `Refusal`.

    A fact whose postings do not balance raises `ledger.Unbalanced`.
    """
    decided = _decided(state, command)
    facts = list(decided)
    for fact in decided:
        facts += paying.reactions(state, behave, fact)
    for fact in facts:
        ledger.check(fact)
    return facts


def _check_depth(command: c.Command) -> None:
    """Refuse what somebody gave if it is nested so deeply that no fact with it could be written as JSON or read."""
    for field in _FIELDS[type(command)]:
        if not _within(getattr(command, field), MOST_LEVELS):
            raise c.Refusal(
                "invalid",
                f"{field}: lists and objects in it are nested more than {MOST_LEVELS} deep, the most here",
            )


def _within(value: Any, levels: int) -> bool:
    """Whether lists and objects go no deeper than so many levels."""
    if not isinstance(value, dict | list | tuple):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_within(each, levels - 1) for each in inner)


def _decided(state: State, command: c.Command) -> list[f.Fact]:
    if isinstance(command, c.Reach):
        topic, _, key = command.subject.partition(":")
        return REACH[topic](state, key, command.name)
    if isinstance(command, c.WITHOUT_FACTS):
        return []
    _check_depth(command)
    return DECIDE[type(command)](state, command)


def apply(state: State, fact: f.Fact) -> None:
    """Let a fact be true from now on."""
    state.timeline.add(state.now, fact)
    change = APPLY.get(type(fact))
    if change:
        change(state, fact)
