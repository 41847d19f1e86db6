"""Pauses of collection: disputes, more time, promises, payment plans, holds, and how they end.

Rules: ROPO-COL-1, ROPO-COL-2 for the first agency; what it grants is assumed, see the channel's `sources.yaml`.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.domain import facts as f
from simulator.domain.following import Cause, agency_of, happens, law_charge, move, note
from simulator.domain.money import Money
from simulator.domain.receiving import interest_until_today
from simulator.domain.state import Appliers, Case, State


def ask_more_time(state: State, case: Case, until: date) -> list[f.Fact]:
    """Let the debtor ask for more time: it is granted, refused, or left to a person, as the agency is assumed to."""
    asked = f.DebtorAsked(what="more_time", until=until, **_about(case))
    practice = state.settings[agency_of(state, case).setting("more_time")]
    if practice == "asked":
        return [asked]
    granted = give_more_time(state, case, until) if practice == "granted" else []
    return [asked, *(granted or [f.RequestRefused(what="more_time", **_about(case))])]


def give_more_time(state: State, case: Case, until: date) -> list[f.Fact]:
    """Give the debtor time until a day, for the law's fee if it is much; nothing where the case takes no pause."""
    paused = happens(state, case, "more_time_given", Cause(by="agency", until=until))
    much = (until - state.today).days >= agency_of(state, case).extension_charged_from
    fee = _fee(state, case, "due_date_moved", "due_date_moved") if much else []
    return [*fee, *paused] if paused else []


def ask_plan(state: State, case: Case, instalments: int, every_days: int) -> list[f.Fact]:
    """Let the debtor ask for a payment plan: equal parts of all that is open, the last with what is left over."""
    last = state.today + timedelta(days=instalments * every_days)
    asked = f.DebtorAsked(what="payment_plan", until=last, **_about(case))
    fee: list[f.Fact] = []
    agreed: list[f.Fact] = []
    if state.settings[agency_of(state, case).setting("payment_plan")] == "agreed":
        long = instalments >= agency_of(state, case).long_plan_from
        fee = _fee(state, case, "payment_plan", "long_payment_plan" if long else "payment_plan")
        owed = Money.total(
            (each.fee for each in fee if isinstance(each, f.FeeCharged)), case.open_principal.currency
        )
        parts = _parts(state, _open(state, case) + owed, instalments, every_days)
        agreed = happens(state, case, "plan_agreed", Cause(by="agency", until=last, instalments=parts))
    return [asked, *([*fee, *agreed] if agreed else [f.RequestRefused(what="payment_plan", **_about(case))])]


def _open(state: State, case: Case) -> Money:
    """All that is owed today."""
    interest = case.open_interest + interest_until_today(state, case).money
    return case.open_principal + case.open_fees + interest


def _parts(state: State, owed: Money, instalments: int, every_days: int) -> tuple[f.Instalment, ...]:
    each = Money(owed.minor // instalments, owed.currency)
    rest = owed - Money(each.minor * (instalments - 1), owed.currency)
    days = (state.today + timedelta(days=every_days * nth) for nth in range(1, instalments + 1))
    return tuple(f.Instalment(day, each if nth < instalments else rest) for nth, day in enumerate(days, 1))


def plan_is_kept(case: Case, nth: int) -> bool:
    """Whether the nth instalment of a case's plan, and all before it, were paid; the last one ends the case.

    What went to the creditor counts once the company has reported it.
    """
    parts = case.pause.instalments if case.pause else ()
    due = Money.total((part.amount for part in parts[:nth]), case.open_principal.currency)
    return nth < len(parts) and case.paid_in_plan >= due


def _fee(state: State, case: Case, what: str, by: str) -> list[f.Fact]:
    """Charge what the law, under the name `by`, lets an agency charge for something that the debtor asked for."""
    charge = law_charge(state, case, by)
    if not charge.money.minor:
        return []
    rules = agency_of(state, case).rules["fee_charged"]
    return [
        f.FeeCharged(
            what=what,
            fee=charge.money,
            law=charge.source,
            assumed=charge.assumed,
            rules=rules,
            **_about(case),
        )
    ]


def _about(case: Case) -> dict[str, Any]:
    return {"case": case.id, "number": case.opened.number, "state": case.state}


def _apply_asked(state: State, fact: f.DebtorAsked) -> None:
    case = state.cases[fact.case]
    note(state, case, fact)
    if fact.what == "more_time":
        case.asked_until, case.asked = fact.until, "more_time"


def _apply_refused(state: State, fact: f.RequestRefused) -> None:
    case = state.cases[fact.case]
    note(state, case, fact)
    if fact.what == case.asked:
        case.asked_until = case.asked = None


def _apply_fee(state: State, fact: f.FeeCharged) -> None:
    case = state.cases[fact.case]
    note(state, case, fact)
    case.open_fees += fact.fee
    if fact.what not in state.law.beyond_ceilings:
        case.charged += fact.fee


def _apply_paused(state: State, fact: f.CollectionPaused) -> None:
    """A pause within a pause keeps where the case was working; a question stays open until time is given."""
    case = state.cases[fact.case]
    given = agency_of(state, case).lifecycle.find(case.state, "more_time_given")
    if given and given.to == fact.state and case.asked == "more_time":
        case.asked_until = case.asked = None
    mine = tuple(timer for timer in case.timers if timer.subject == f"case:{case.id}")
    left = case.left or (case.state, mine)
    move(state, fact)
    case.state, case.timers = fact.state, fact.deadlines
    case.left, case.pause = left, fact
    case.paid_in_plan -= case.paid_in_plan


def _apply_resumed(state: State, fact: f.CollectionResumed) -> None:
    move(state, fact)


APPLY: Appliers = {
    f.DebtorAsked: _apply_asked,
    f.RequestRefused: _apply_refused,
    f.FeeCharged: _apply_fee,
    f.CollectionPaused: _apply_paused,
    f.CollectionResumed: _apply_resumed,
}
