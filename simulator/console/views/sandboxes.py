"""The sandboxes of the server."""

from __future__ import annotations

from simulator import listing
from simulator.console.lists import newest
from simulator.console.routing import NUMBER, page
from simulator.console.visit import Visit
from simulator.port import Answer


@page("/", page=NUMBER)
def sandboxes(visit: Visit) -> Answer:
    """List the sandboxes, the newest first."""
    page = newest(listing.names(visit.world), visit.number(), "the sandboxes")
    return visit.shown("sandboxes.html", page=page, rows=listing.rows(visit.world, page.rows, ""))
