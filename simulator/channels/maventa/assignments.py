"""The Receivables API: assignments, their events, and what the company reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from simulator.channels.maventa import requests, wire
from simulator.channels.maventa.events import event as shown
from simulator.channels.maventa.events import event_type
from simulator.channels.maventa.paging import page, within
from simulator.channels.maventa.refusals import carry_out, not_found
from simulator.channels.maventa.services import is_carried
from simulator.domain.calendar import local_date
from simulator.domain.commands import MarkSeen
from simulator.domain.state import Case, CaseEvent, State
from simulator.port import Answer, Call

_FILTERS = frozenset(("debtor_name", "status", "collection_status", "has_messages", "invoice_id"))


def listed(call: Call) -> Answer:
    """List assignments, oldest first."""
    query = call.query
    found: Iterable[Case] = _cases(call.world.state)
    if not _FILTERS.isdisjoint(query):
        found = (case for case in found if _wanted(case, query))
    found = within(found, lambda case: case.opened_at, query, "created_at")
    found = within(found, lambda case: case.closed_at, query, "closed_at")
    return Answer(200, [wire.assignment(call.world.state, case) for case in page(found, query)])


def _cases(state: State) -> Iterator[Case]:
    """The cases that are reached through this channel, one after another."""
    return (case for case in state.cases.values() if is_carried(state, case.opened.provider))


def _wanted(case: Case, query: dict[str, Any]) -> bool:
    name, status, invoice = query.get("debtor_name"), query.get("status"), query.get("invoice_id")
    come_to, messages = query.get("collection_status"), query.get("has_messages")
    return (
        (name is None or name.casefold() in case.opened.debtor_name.casefold())
        and (status is None or wire.status(case) == status)
        and (invoice is None or case.opened.invoice == invoice)
        and (come_to is None or wire.collection_status(case) in come_to)
        and (messages is None or _has_messages(case) == messages)
    )


def _has_messages(case: Case) -> bool:
    return any(event_type(event) == "comment" for event in case.events)


def read(call: Call) -> Answer:
    """Answer an assignment with all its events."""
    case = _case(call)
    events = [_event(call, case, event) for event in case.events]
    return Answer(200, {**wire.assignment(call.world.state, case), "events": events})


def events_of_one(call: Call) -> Answer:
    """List the events of an assignment."""
    case = _case(call)
    return Answer(200, [_event(call, case, event) for event in page(case.events, call.query)])


def events(call: Call) -> Answer:
    """List the events of all assignments, in the order in which they happened."""
    seen = call.query.get("seen")
    state = call.world.state
    wanted = (event for event in state.case_events if seen is None or (event.seen_at is not None) == seen)
    happened = (event for event in wanted if is_carried(state, state.cases[event.case].opened.provider))
    found = within(happened, lambda event: event.at, call.query, "created_at")
    listed = page(found, call.query)
    return Answer(200, [_event(call, state.cases[event.case], event) for event in listed])


def overview(call: Call) -> Answer:
    """Count the assignments that are open, and those that are due soon or overdue."""
    state = call.world.state
    open_ = [case for case in _cases(state) if case.closed_at is None]
    due = [_falls_due(state, case) for case in open_]
    soon = state.today + timedelta(days=state.settings["receivables.soon_days"])
    counts = {
        "open": len(open_),
        "soon_due": sum(state.today <= day <= soon for day in due),
        "overdue": sum(day < state.today for day in due),
    }
    return Answer(200, counts)


def _falls_due(state: State, case: Case) -> date:
    """The day on which a case's last letter falls due; before the first, the claim itself."""
    if case.last_letter is None:
        return case.due_date
    found = state.agencies[case.opened.provider]
    days = state.days(found.setting("letter_due_days"), case.opened.debtor_kind)
    return case.last_letter + timedelta(days=days)


def report(call: Call) -> Answer:
    """Take what the company reports, tells or asks for."""
    case = _case(call)
    carry_out(call, requests.read(case, call.body))
    # What ends the case, and what is decided at once, is followed by the agency's own event.
    made = next(event for event in reversed(case.events) if isinstance(event.fact, requests.MADE))
    return Answer(201, _event(call, case, made))


def seen(call: Call) -> Answer:
    """Mark an event as seen."""
    case = _case(call)
    carry_out(call, MarkSeen(case=case.id, event=call.path["event_id"]))
    return Answer(204)


def _case(call: Call) -> Case:
    case = call.world.state.cases.get(call.path["assignment_id"])
    if case is None or not is_carried(call.world.state, case.opened.provider):
        raise not_found(f"assignment_id: this company has no assignment {call.path['assignment_id']}")
    return case


def _event(call: Call, case: Case, event: CaseEvent) -> dict[str, Any]:
    return shown(case, event, local_date(call.world.state.zone, event.at).isoformat())


OPERATIONS = {
    "getV1Assignments": listed,
    "getV1AssignmentsOverview": overview,
    "getV1AssignmentsAssignmentId": read,
    "getV1AssignmentsAssignmentIdEvents": events_of_one,
    "postV1AssignmentsAssignmentIdEvents": report,
    "postV1AssignmentsAssignmentIdEventsEventIdSeen": seen,
    "getV1Events": events,
}
