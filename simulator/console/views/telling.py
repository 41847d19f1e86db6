"""What was done by hand, as a scenario file."""

from __future__ import annotations

from simulator.console.routing import page
from simulator.console.tools import done
from simulator.console.visit import Visit
from simulator.port import Answer
from simulator.refused import Refused

YAML = "application/yaml"


@page("/sandboxes/{id}/scenario")
def scenario(visit: Visit) -> Answer:
    """Show what was done in a sandbox as a scenario."""
    return visit.shown("scenario.html", text=_told(visit))


@page("/sandboxes/{id}/scenario/file", media=(YAML,))
def scenario_file(visit: Visit) -> Answer:
    """Answer it as a file."""
    name = f'attachment; filename="{visit.sandbox.id}.yaml"'
    return Answer(200, _told(visit).encode(), YAML, {"Content-Disposition": name})


def _told(visit: Visit) -> str:
    if visit.tools.tell is None:
        raise Refused("this server writes no scenarios; dunbox serve does", "not_found")
    return visit.tools.tell(done(visit.world, visit.sandbox))
