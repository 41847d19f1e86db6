"""The letters that debtors got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from simulator.console.lists import sought
from simulator.console.routing import COUNT, WORD, page
from simulator.console.visit import Visit
from simulator.domain import facts as f
from simulator.domain.happened import Happened
from simulator.domain.state import CaseEvent, State
from simulator.letters import sent
from simulator.letters.letter import Letter
from simulator.letters.pdf import pdf
from simulator.letters.text import text
from simulator.port import Answer
from simulator.refused import Refused

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Row:
    """A letter in a list; `nth` is its place among the events of its case."""

    happened: Happened
    fact: f.LetterSent
    nth: int


@page("/sandboxes/{id}/letters", before=COUNT)
def letters(visit: Visit) -> Answer:
    """List the letters, the newest first."""
    state = visit.sandbox.state
    found = sought(
        state.timeline, lambda each: isinstance(each.fact, f.LetterSent), visit.query.get("before")
    )
    rows = [_row(state, each) for each in found.rows]
    return visit.shown("letters.html", rows=rows, found=found)


def _row(state: State, happened: Happened) -> Row:
    fact = cast(f.LetterSent, happened.fact)
    events = state.cases[fact.case].events
    return Row(happened, fact, next(each.nth for each in events if _is(each, happened)))


def _is(event: CaseEvent, happened: Happened) -> bool:
    return event.at == happened.at and event.fact == happened.fact


@page("/sandboxes/{id}/letter", case=WORD, nth=COUNT)
def letter(visit: Visit) -> Answer:
    """Show a letter as its debtor got it."""
    case, nth = str(visit.query.get("case", "")), visit.query.get("nth", 0)
    found = _letter(visit.sandbox.state, case, nth)
    return visit.shown("letter.html", letter=found, text=text(found), case=case, nth=nth)


@page("/sandboxes/{id}/letter/pdf", media=(PDF,), case=WORD, nth=COUNT)
def letter_pdf(visit: Visit) -> Answer:
    """Answer a letter as a PDF."""
    found = _letter(visit.sandbox.state, str(visit.query.get("case", "")), visit.query.get("nth", 0))
    try:
        return Answer(200, pdf(found), PDF)
    except ModuleNotFoundError as error:
        raise Refused(
            f"a PDF cannot be written without {error.name}: python -m pip install 'dunbox[pdf]'", "conflict"
        ) from error


def _letter(state: State, case: str, nth: int) -> Letter:
    """A letter by its place among the events of its case; raises `Refused`."""
    events = state.cases[case].events if case in state.cases else []
    event = events[nth] if nth < len(events) else None
    if event is None or not isinstance(event.fact, f.LetterSent):
        raise Refused(f"case {case[:80]!r} has no letter at its event {nth}", "not_found")
    return sent.letter(state, event.at, event.fact)
