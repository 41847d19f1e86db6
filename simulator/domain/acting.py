"""What debtors do besides paying: they dispute, ask for time or a plan, promise, and go bankrupt.

A debtor's act is planned when it notices something (`simulator.debtors`), and done here when its day has come.
What becomes of it is the table of the agency that collects; before there is a case, nothing does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.following import Cause, happens
from simulator.domain.pausing import ask_more_time, ask_plan
from simulator.domain.state import Appliers, Case, Deciders, Reachers, State

Words = Mapping[str, Any]


def act(state: State, plan: str, name: str) -> list[f.Fact]:
    """Let a debtor do what it planned."""
    planned = state.acts[plan]
    if planned.act == "go_bankrupt":
        return _go_bankrupt(state, planned.number)
    case = state.case_of(planned.number)
    if case is None or case.closed_at is not None:
        return []
    return ACTS[planned.act](state, case, planned.words)


def _dispute(state: State, case: Case, words: Words) -> list[f.Fact]:
    return happens(state, case, "disputed", Cause(by="debtor", text=words.get("text")))


def _promise(state: State, case: Case, words: Words) -> list[f.Fact]:
    return happens(state, case, "promised", Cause(by="debtor", until=_in(state, words["days"])))


def _ask_more_time(state: State, case: Case, words: Words) -> list[f.Fact]:
    return ask_more_time(state, case, _in(state, words["days"]))


def _ask_plan(state: State, case: Case, words: Words) -> list[f.Fact]:
    return ask_plan(state, case, int(words["instalments"]), int(words["every_days"]))


def _in(state: State, days: int) -> date:
    """So many days from the day on which the debtor really asks, which is a banking day."""
    return state.today + timedelta(days=days)


ACTS: Mapping[str, Callable[[State, Case, Words], list[f.Fact]]] = {
    "dispute": _dispute,
    "promise": _promise,
    "ask_more_time": _ask_more_time,
    "ask_plan": _ask_plan,
}
"""How each act is done; `go_bankrupt` is not about one case."""


NOW: Mapping[str, str] = {"dispute": "text", "ask_more_time": "days"}
"""What a debtor can be made to do at once, and the word that it takes."""


def act_now(state: State, command: c.ActNow) -> list[f.Fact]:
    """Let a debtor do something at this moment, whatever its script says; raises `Refusal` where it leads nowhere."""
    if command.act not in NOW:
        raise Refusal("invalid", f"a debtor cannot {command.act!r} at once; it can: {', '.join(NOW)}")
    strange = [name for name in command.words if name != NOW[command.act]]
    if strange:
        raise Refusal("invalid", f"{command.act} has no word {strange[0]!r}; it takes {NOW[command.act]}")
    if command.act == "ask_more_time" and "days" not in command.words:
        raise Refusal("invalid", "ask_more_time needs the word 'days': for how many of them the debtor asks")
    case = state.case_of(command.number)
    if case is None or case.closed_at is not None:
        why = "its case has ended" if case else "it is at no agency"
        raise Refusal(
            "conflict", f"nobody collects invoice {command.number!r}: {why}; its debtor can only pay"
        )
    facts = ACTS[command.act](state, case, command.words)
    if not facts:
        where = case.state.replace("_", " ")
        raise Refusal("conflict", f"assignment {case.id} is {where}: {command.act} leads nowhere there")
    return facts


def _go_bankrupt(state: State, number: str) -> list[f.Fact]:
    """A debtor is bankrupt with all that it owes: each of its open cases takes it as its table says."""
    debtor = state.held[number].debtor
    fact = [] if debtor in state.bankrupt else [f.DebtorBankrupt(debtor=debtor)]
    mine = [state.case_of(each) for each, held in state.held.items() if held.debtor == debtor]
    open_ = [case for case in mine if case is not None and case.closed_at is None]
    return [*fact, *(each for case in open_ for each in happens(state, case, "bankrupt"))]


def _apply_act(state: State, fact: f.ActPlanned) -> None:
    state.acts[fact.plan] = fact


def _apply_bankrupt(state: State, fact: f.DebtorBankrupt) -> None:
    state.bankrupt.add(fact.debtor)


DECIDE: Deciders = {c.ActNow: act_now}
REACH: Reachers = {"act": act}
APPLY: Appliers = {f.ActPlanned: _apply_act, f.DebtorBankrupt: _apply_bankrupt}
