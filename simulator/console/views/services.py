"""The company's agreements with agencies."""

from __future__ import annotations

from simulator.console.routing import page
from simulator.console.visit import Visit
from simulator.port import Answer


@page("/sandboxes/{id}/services")
def services(visit: Visit) -> Answer:
    """Show every agency, and how the company's agreement with it stands."""
    state = visit.sandbox.state
    rows = [
        (agency, state.service(name), state.chosen.get(name, {})) for name, agency in state.agencies.items()
    ]
    return visit.shown("services.html", rows=rows)
