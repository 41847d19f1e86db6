"""Live updates: a page asks every two seconds whether anything has happened, and costs nothing while nothing has.

Lists are then drawn anew; a page with forms says that there is more, so that nobody loses what is half written.
Without JavaScript a page shows what there is when it is loaded.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from simulator.console.routing import WORD, page
from simulator.console.visit import HOME, Visit
from simulator.port import Answer

_LISTS = ("facts", "journal", "webhooks", "cases", "statements", "settlements", "letters")


@page("/sandboxes/{id}/pulse", seen=WORD, of=WORD)
def pulse(visit: Visit) -> Answer:
    """Say what is new since a page was drawn; nothing if nothing is."""
    if visit.query.get("seen") == visit.seen:
        return Answer(204)
    here = _here(visit)
    return visit.shown(
        "pulse.html", here=here, of=visit.query.get("of", ""), again=visit.query.get("of") in _LISTS
    )


def _here(visit: Visit) -> str:
    """The page that asks, as its browser says; the sandbox's own where it is none of this sandbox."""
    try:
        came = urlsplit(visit.call.headers.get("hx-current-url", ""))
    except ValueError:
        return visit.at()
    if not (came.path == visit.at() or came.path.startswith(f"{visit.at()}/")) or not came.path.startswith(
        HOME
    ):
        return visit.at()
    return f"{came.path}?{came.query}" if came.query else came.path
