"""Cases: found by their last update, and read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime

from simulator.channels.kravia import wire
from simulator.channels.kravia.access import KRAVIA, case_of, creditor_id, invalid
from simulator.channels.kravia.documents import documents
from simulator.channels.kravia.timeline import payments, timeline
from simulator.domain.state import Case, State
from simulator.port import Answer, Call

_LANGUAGES, _OTHERWISE = ("fi", "sv", "en"), "en"


def search(call: Call) -> Answer:
    """List cases by their last update, from a time on."""
    query, state = call.query, call.world.state
    order = state.last_updated(KRAVIA)
    first = _first(state, order, query.get("lastUpdatedTime"))
    total, skip = len(order) - first, query["skip"]
    if query["byAscending"].lower() == "false":
        last = max(len(order) - skip, first)
        page = order[max(last - query["top"], first) : last][::-1]
    else:
        page = order[first + skip : first + skip + query["top"]]
    return Answer(200, {"items": [wire.row(state.cases[case]) for case in page], "totalCount": total})


def _first(state: State, order: Sequence[str], text: str | None) -> int:
    """Where in an order of cases those begin that were updated since a time."""
    if text is None:
        return 0
    exclusive = state.settings["kravia.search_boundary"] == "exclusive"
    find = bisect_right if exclusive else bisect_left
    return find(order, _moment(text), key=lambda case: wire.updated(state.cases[case]))


def _moment(text: str) -> datetime:
    """A time of a query; the contract has checked its form, and the seventh decimal is beyond what is kept."""
    try:
        whole, _, decimals = text.partition(".")
        return datetime.fromisoformat(f"{whole}.{decimals[:6]:0<6}").replace(tzinfo=UTC)
    except ValueError as error:
        raise invalid(f"lastUpdatedTime: {text} is no time: {error}") from error


def details(call: Call) -> Answer:
    """Answer a case with its timeline, what was paid, its documents, and where it is in the portal."""
    state = call.world.state
    case = case_of(state, call.path["id"])
    body = wire.details(case, state.agencies[KRAVIA].lifecycle, creditor_id(state))
    further = {
        "timeline": timeline(case, state.zone),
        "payments": payments(case, state.zone),
        "documents": documents(case),
        "url": _in_portal(call, case),
    }
    return Answer(200, {**body, **further})


def _in_portal(call: Call, case: Case) -> str:
    """The case in the portal, in the user's language where the portal has it."""
    wanted = str(call.query.get("language") or "").lower()[:2]
    language = wanted if wanted in _LANGUAGES else _OTHERWISE
    return f"{call.base_url}/portal/cases/{case.id}?language={language}"


OPERATIONS = {
    "getApiV2InvoiceSearch": search,
    "getApiV2InvoiceIdDetails": details,
}
