"""The clock: letting time pass. Whoever does so on an old page is told first that somebody else has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from simulator import clock
from simulator.console.routing import COUNT, WORD, action, page
from simulator.console.views.overview import overview
from simulator.console.visit import Visit
from simulator.goal import goal
from simulator.port import Answer
from simulator.refused import Refused
from simulator.sandbox import Sandbox

_MOST_BANKING_DAYS = 400


@page("/sandboxes/{id}/now")
def now(visit: Visit) -> Answer:
    """Show the clock alone, for a page that looks at it again and again."""
    return visit.shown("now.html")


@action("/sandboxes/{id}/clock", overview, how=WORD, n=WORD, to=WORD, seen=WORD, facts=COUNT)
def advance(visit: Visit) -> Answer:
    """Let time pass, sending on the way what falls due, and show what happened meanwhile."""
    sandbox = visit.sandbox
    how = visit.field("how")
    if how not in _GOALS:
        raise Refused(f"time cannot pass by {how!r}; it can by: {', '.join(_GOALS)}")
    before = sandbox.facts_total
    _check_seen(visit, sandbox)
    visit.courier.advance(sandbox, _GOALS[how](sandbox, visit))
    return visit.done(visit.at(), before, f"It is {sandbox.now:%Y-%m-%d %H:%M} now.")


def _check_seen(visit: Visit, sandbox: Sandbox) -> None:
    """Refuse to move a clock that has moved since the page was drawn, unless it runs by itself."""
    seen = visit.field("seen")
    if seen and sandbox.pace is None and seen != sandbox.now.isoformat():
        visit.query["since"] = visit.call.body.get("facts", sandbox.facts_total)
        raise Refused(
            f"somebody else has let time pass meanwhile: it is {sandbox.now:%Y-%m-%d %H:%M} already, and your page "
            f"showed {seen[:16].replace('T', ' ')}. Nothing was done; look at what has happened, and go on from here",
            "conflict",
        )


def _banking_days(sandbox: Sandbox, visit: Visit) -> datetime:
    days = visit.field("n") or "1"
    if not (days.isascii() and days.isdigit() and 1 <= int(days[:9]) <= _MOST_BANKING_DAYS):
        raise Refused(f"{days[:40]!r} is no number of banking days; 1 to {_MOST_BANKING_DAYS} are possible")
    return goal(sandbox, {"banking_days": int(days)})


def _next(sandbox: Sandbox, visit: Visit) -> datetime:
    due = sandbox.next_due()
    if due is None:
        raise Refused("nothing is to come by itself in this sandbox, so there is no next event", "conflict")
    return due


def _to(sandbox: Sandbox, visit: Visit) -> datetime:
    """A date means its morning at 08:00, a time that time."""
    text = visit.field("to")
    if not text:
        raise Refused("give the date to which time is to pass")
    return goal(sandbox, {"to": text if "T" in text else f"{text}T{clock.DEFAULT_START:%H:%M}"})


_GOALS: dict[str, Callable[[Sandbox, Visit], datetime]] = {
    "day": lambda sandbox, visit: goal(sandbox, {"by": "P1D"}),
    "banking_days": _banking_days,
    "next": _next,
    "date": _to,
}
