"""What is to go wrong on the wire."""

from __future__ import annotations

from simulator.console.routing import page
from simulator.console.visit import Visit
from simulator.port import Answer


@page("/sandboxes/{id}/faults")
def faults(visit: Visit) -> Answer:
    """List the faults that are set, and how often each has struck."""
    return visit.shown("faults.html", faults=visit.sandbox.faults())
