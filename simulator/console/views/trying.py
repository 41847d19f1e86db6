"""The API explorer's pages: the documents, the calls of one, and a call that is tried."""

from __future__ import annotations

from typing import Any

from simulator.console import explorer
from simulator.console.forms import Form
from simulator.console.routing import WORD, action, page
from simulator.console.views.record import whole
from simulator.console.visit import HOME, Visit
from simulator.journal import Exchange
from simulator.port import Answer
from simulator.refused import Refused


@page("/sandboxes/{id}/api")
def api(visit: Visit) -> Answer:
    """List the documents."""
    return visit.shown("api.html", documents=explorer.surfaces())


@page("/sandboxes/{id}/api/{surface}")
def api_document(visit: Visit) -> Answer:
    """List the calls of a document, by their tags."""
    surface = str(visit.call.path["surface"])
    by_tag: dict[str, list[explorer.Described]] = {}
    for each in explorer.operations(surface):
        by_tag.setdefault(each.tag, []).append(each)
    raw = explorer.surfaces()[surface].raw
    tags = {tag["name"]: tag.get("description", "") for tag in raw.get("tags", ())}
    return visit.shown(
        "api_document.html", surface=surface, title=raw["info"]["title"], by_tag=by_tag, tags=tags
    )


@page("/sandboxes/{id}/api/{surface}/{operation}", example=WORD)
def api_call(visit: Visit) -> Answer:
    """Show a call as a form."""
    return _shown(visit, None)


@action("/sandboxes/{id}/api/{surface}/{operation}", api_call, more=True)
def try_call(visit: Visit) -> Answer:
    """Send a call, and show what came back below its form."""
    found, base = _operation(visit), visit.call.base_url.removesuffix(HOME)
    if visit.tools.send is None:
        raise Refused("calls cannot be sent from this console", "conflict")
    bare = visit.field("credential") == "none"
    own = "" if bare else explorer.credential(visit.tools.send, found, visit.sandbox, base)
    asked = explorer.call(found, visit.call.body, own)
    _, exchange = visit.tools.send(asked, base)
    visit.courier.deliver(visit.sandbox)
    with visit.sandbox.lock:
        return _shown(visit, exchange)


def _operation(visit: Visit) -> explorer.Described:
    return explorer.operation(str(visit.call.path["surface"]), str(visit.call.path["operation"]))


def _shown(visit: Visit, sent: Exchange | None) -> Answer:
    found, example = _operation(visit), str(visit.query.get("example", ""))
    form = Form("send", "Send it", explorer.asked_for(found, visit.sandbox, example))
    given = visit.call.body if isinstance(visit.call.body, dict) else {}
    words = {"found": found, "form": form.filled(given), "example": example}
    return visit.shown("api_call.html", **words, call=_noted(visit, sent) if sent else None)


def _noted(visit: Visit, exchange: Exchange) -> dict[str, Any]:
    """An exchange as it is shown, with its number in the journal; 0 for one that it does not keep."""
    kept = visit.sandbox.journal.read()
    number = next((number for number, each in reversed(kept) if each is exchange), 0)
    return whole(visit, number, exchange)
