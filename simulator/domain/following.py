"""What follows in a case: a row of its agency's table carried out as facts.

The agency's table says what follows in which state; this module does it. Rules: ROPO-COL-1, ROPO-COL-2 and ROPO-FEE-2,
ROPO-FEE-3 for the first agency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from simulator.domain import facts as f
from simulator.domain.agency import NO_GROUP, Agency, Charge, Group, Tariff
from simulator.domain.charging import fees_due
from simulator.domain.choosing import settings_at
from simulator.domain.commands import Refusal
from simulator.domain.exchanging import at_home, charged_abroad
from simulator.domain.lifecycle import BACK, Transition
from simulator.domain.money import Money
from simulator.domain.posting import how_it_goes
from simulator.domain.state import Case, CaseEvent, State
from simulator.domain.waiting import case_deadlines, next_opening, since


@dataclass(frozen=True, slots=True)
class Cause:
    """What a row follows from: at whose word (`agency`, `debtor`, `company`), until when, and what was said."""

    by: str = "agency"
    until: date | None = None
    text: str | None = None
    instalments: tuple[f.Instalment, ...] = ()

    @property
    def days(self) -> tuple[date, ...]:
        """The days until which the case is put off."""
        return tuple([part.day for part in self.instalments]) or ((self.until,) if self.until else ())


UNASKED = Cause()


def happens(state: State, case: Case, on: str, cause: Cause = UNASKED) -> list[f.Fact]:
    """Answer what follows when something happens to a case; nothing where its table has no row for it now."""
    found = agency_of(state, case)
    row = found.lifecycle.find(case.state, on)
    if row is None or (row.when and not row.applies(settings_at(state, found))):
        return []
    return follow(state, found, case, row, cause)


def follow(state: State, found: Agency, case: Case, row: Transition, cause: Cause) -> list[f.Fact]:
    """Carry a row of the table out."""
    if row.closes:
        return [closing(state, case, row, open_amounts(case))]
    if row.to == BACK:
        return [_resumed(state, case, row, cause)]
    deadlines = timers(state, case, row, cause)
    if row.letter:
        return [_letter(state, found, case, row, deadlines)]
    about = _about(case, row, row.to) | {"deadlines": deadlines}
    if row.to in found.lifecycle.pauses:
        return [_paused(case, replace(cause, text=cause.text or row.text), about)]
    if row.expense:
        return [_legal_step(state, case, row.expense, about)]
    waits = f.CaseWaits(text=row.text, **about)
    return [waits, *([asked(state, case, row.asks, row.to)] if row.asks else [])]


def asked(state: State, case: Case, what: str, stands_at: str) -> f.Fact:
    """The agency writes to the company's contact that something is needed of it; the case then stands somewhere."""
    found = agency_of(state, case)
    return f.MeasureAsked(
        case=case.id,
        number=case.opened.number,
        state=stands_at,
        what=what,
        email=state.service(found.name).email,
        rules=found.rules[f"asked:{what}"],
    )


def _about(case: Case, row: Transition, to: str) -> dict[str, Any]:
    return {"case": case.id, "number": case.opened.number, "state": to, "rules": row.rules}


def _letter(
    state: State, found: Agency, case: Case, row: Transition, deadlines: tuple[f.Deadline, ...]
) -> f.Fact:
    """A letter with its fee; in some groups of customers it costs the company something, or the debtor nothing."""
    letter = str(row.letter)
    nth = case.letters.get(letter, 0) + 1
    group = _group_of(found, case)
    cost = cost_of(state, group.letter_cost) if group.letter_cost else None
    charge = None if group.free_letters else law_charge(state, case, letter, nth)
    goes = _goes(state, found, case, row, nth) if found.channels else {"rules": row.rules}
    return f.LetterSent(
        case=case.id,
        number=case.opened.number,
        state=row.to,
        letter=letter,
        nth=nth,
        fee=charge.money if charge else Money.zero(case.open_fees.currency),
        law=charge.source if charge else "",
        assumed=charge.assumed if charge else False,
        cost=cost,
        deadlines=(*deadlines, *fees_due(state, found.name)) if cost else deadlines,
        **goes,
    )


def _goes(state: State, found: Agency, case: Case, row: Transition, nth: int) -> dict[str, Any]:
    """The words of a letter about how it goes out, with the rules of that after the row's own."""
    goes = how_it_goes(state, found, case, str(row.letter), nth)
    return {**goes, "rules": tuple(dict.fromkeys((*row.rules, *goes["rules"])))}


def _group_of(found: Agency, case: Case) -> Group:
    """The group of customers in which a case's debtor is."""
    return found.groups.get(case.group or "", NO_GROUP)


def cost_of(state: State, name: str | None) -> Money | None:
    """Answer what something costs the company by the assumption of this name; None where it costs nothing."""
    cost = Money.parse(str(state.settings[name]), state.currency) if name else None
    return cost if cost and cost.minor else None


def law_charge(state: State, case: Case, name: str, nth: int = 1) -> Charge:
    """Answer what the law lets the agency charge a case's debtor today for the nth thing of a name."""
    kind, due = case.opened.debtor_kind, case.due_date
    known, key = state.alike.at(state.now), (name, nth, kind, due)
    if key not in known:
        known[key] = state.law.tariff(name, kind, state.today, nth, due=due)
    tariff: Tariff = known[key]
    if case.charged.currency == state.currency:
        return tariff.of(case.open_capital, case.charged)
    found = agency_of(state, case)
    charge = tariff.of(at_home(state, found, case.open_capital), at_home(state, found, case.charged))
    return charged_abroad(state, found, charge, case.charged.currency)


def _legal_step(state: State, case: Case, step: str, about: dict[str, Any]) -> f.Fact:
    """A step whose official expense the company bears."""
    capital = at_home(state, agency_of(state, case), case.open_capital)
    charge = state.law.official_expense(step, capital, state.today)
    if charge.money.minor:
        about["deadlines"] += fees_due(state, case.opened.provider)
    return f.LegalStepTaken(
        step=step, expense=charge.money, law=charge.source, assumed=charge.assumed, **about
    )


def _paused(case: Case, cause: Cause, about: dict[str, Any]) -> f.Fact:
    return f.CollectionPaused(
        by=cause.by, until=cause.until, text=cause.text, instalments=cause.instalments, **about
    )


def _resumed(state: State, case: Case, row: Transition, cause: Cause) -> f.Fact:
    """Collection goes on where it was; what fell due meanwhile is done at its next working hour."""
    if case.left is None:
        raise LookupError(f"case {case.id} is in the pause {case.state!r} and came from nowhere")
    back, waiting = case.left
    opening = next_opening(state)
    deadlines = tuple(replace(each, due=max(each.due, opening)) for each in waiting)
    about = _about(case, row, back)
    return f.CollectionResumed(pause=case.state, why=row.on, by=cause.by, deadlines=deadlines, **about)


def timers(
    state: State, case: Case, row: Transition | None, cause: Cause = UNASKED, **but: Any
) -> tuple[f.Deadline, ...]:
    """Answer the deadlines that a row sets; one that counts from given days is set for each of them.

    `but` is what they count from, other than it is (`waiting.Since`).
    """
    if row is None or not row.timers:
        return ()
    begin = since(case, () if cause is UNASKED else cause.days, **but)
    return case_deadlines(state, agency_of(state, case), row, case.id, begin)


def open_amounts(case: Case) -> dict[str, Money]:
    """Answer what is open of a case: principal, fees, and the interest that was posted."""
    return {"principal": case.open_principal, "fees": case.open_fees, "interest": case.open_interest}


def after_payment(found: Agency, case: Case, left: Mapping[str, Money]) -> Transition | None:
    """Answer the row that follows when so much is left open, or None while the principal is."""
    if left["principal"].minor:
        return None
    charges = left["fees"].minor or left["interest"].minor
    return found.lifecycle.find(case.state, "principal_cleared" if charges else "paid")


def closing(state: State, case: Case, row: Transition, left: Mapping[str, Money]) -> f.Fact:
    """The end of a case with so much open: charges are written off or billed, principal is the company's again."""
    provider = case.opened.provider
    billed = row.bills and left["fees"].minor > 0
    unpaid = bool(case.letters) and row.on != "paid" and not _is_paid_of(case)
    cost = cost_of(state, _group_of(agency_of(state, case), case).unpaid_cost) if unpaid else None
    return f.CaseClosed(
        reason=str(row.closes),
        fees=left["fees"],
        interest=left["interest"],
        principal=left["principal"] if left["principal"].minor else None,
        fees_billed=billed,
        cost=cost,
        deadlines=fees_due(state, provider) if billed or cost else (),
        **_about(case, row, row.to),
    )


def _is_paid_of(case: Case) -> bool:
    """Whether anything was paid of a case, to the agency or to the company."""
    return any(isinstance(event.fact, f.PaymentReceived | f.DirectPaymentReported) for event in case.events)


def ended(state: State, case: Case, row: Transition | None, left: Mapping[str, Money]) -> list[f.Fact]:
    """The end of the case, if the row is one."""
    return [closing(state, case, row, left)] if row and row.closes else []


def agency_of(state: State, case: Case) -> Agency:
    """Answer the agency of a case."""
    return state.agencies[case.opened.provider]


def case_of(state: State, case: str) -> Case:
    """Answer a case by its id; raises `Refusal` for one that is not there."""
    if case not in state.cases:
        raise Refusal("not_found", f"this company has no assignment with the id {case}")
    return state.cases[case]


def note(state: State, case: Case, fact: f.Fact) -> None:
    """Write a fact on the case's own timeline."""
    event = CaseEvent(state.draw, case.id, len(case.events), state.now, fact)
    case.events.append(event)
    state.case_events.append(event)


def stands(case: Case) -> str:
    """Answer the state in which a case is at work, or was before it was paused."""
    return case.left[0] if case.left else case.state


def reset_timers(case: Case, deadlines: tuple[f.Deadline, ...]) -> None:
    """Let a case wait for other moments than before; one that is paused, once it goes on."""
    if case.left:
        case.left = (case.left[0], deadlines)
    else:
        case.timers = deadlines


def move(state: State, fact: f.CaseFact, *, noted: bool = True) -> Case:
    """Let a case stand where a fact says, with the timers of that state; a pause that it leaves is over."""
    case = state.cases[fact.case]
    if fact.state != case.state:
        case.state = fact.state
        case.timers = fact.deadlines
        case.pause = case.left = None
    if noted:
        note(state, case, fact)
    return case
