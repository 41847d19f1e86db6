"""Cases: listed by what is asked for, paused, resumed and withdrawn, and let go on from the collection list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from simulator.channels.amili import wire
from simulator.channels.amili.access import AMILI, carry_out, invalid, not_found, own_state, success
from simulator.channels.amili.invoices import cases_of
from simulator.channels.amili.paging import paged, within
from simulator.domain.commands import CancelCase, HoldCase, ReleaseCase
from simulator.domain.requesting import AnswerList
from simulator.domain.state import Case, State
from simulator.port import Answer, Call, Problem


def listed(call: Call) -> Answer:
    """List the cases that all the filters let pass."""
    state, query = own_state(call), call.query
    portal = f"{call.base_url}/portal/cases"
    found = (case for case in cases_of(state) if _is_asked_for(state, case, query))
    return paged(
        found, lambda case: wire.case(state, case, portal), query["PageSize"], query.get("PageToken")
    )


def _is_asked_for(state: State, case: Case, query: Mapping[str, Any]) -> bool:
    """Whether a case has what a query names; `SearchTerm` is looked for in its numbers and its debtor's name."""
    opened, term = case.opened, query.get("SearchTerm")
    has = {
        "Status": wire.status(case),
        "Type": wire.phase(state, case),
        "CaseNumber": case.id,
        "CustomerNumber": wire.payer(state, case).get("customer_number"),
        "UniqueSourceInvoiceId": opened.own_id,
    }
    words = f"{case.id} {opened.number} {opened.debtor_name}".casefold()
    return (
        all(query.get(name) in (None, value) for name, value in has.items())
        and (term is None or term.casefold() in words)
        and within(wire.moment(case.opened_at), query, "FromCreatedAt", "ToCreatedAt")
    )


def pause(call: Call) -> Answer:
    """Let a case stand still, through a day or until it is resumed."""
    case = _case(call)
    until = (call.body or {}).get("pauseUntil")
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError as error:
        raise invalid(f"pauseUntil: {until} is no date: {error}") from error
    carry_out(call, HoldCase(case=case.id, until=day, text=(call.body or {}).get("comment")))
    return _answered(call, case)


def resume(call: Call) -> Answer:
    """Let a paused case go on."""
    case = _case(call)
    carry_out(call, ReleaseCase(case=case.id))
    return _answered(call, case)


def withdraw(call: Call) -> Answer:
    """End a case, where the sandbox is set to it: a mistaken transfer is undone by contacting Amili (NETV-COL-9)."""
    case, settings = _case(call), call.world.state.settings
    if settings["amili.withdrawals"] == "refused":
        sentence = f"case {case.id} cannot be withdrawn here: contact Visma Amili to have it cancelled"
        raise Problem(403, "", "", [sentence], ("NETV-COL-9",))
    carry_out(call, CancelCase(case=case.id))
    return _answered(call, case)


def accept(call: Call) -> Answer:
    """Let cases on the collection list go on to collection; all of them, or none."""
    return _list_answered(call, accepted=True)


def reject(call: Call) -> Answer:
    """Let cases on the collection list end; all of them, or none."""
    return _list_answered(call, accepted=False)


def _list_answered(call: Call, *, accepted: bool) -> Answer:
    state = own_state(call)
    ids = list(dict.fromkeys(call.body["caseIds"]))
    found = [_known(state, each) for each in ids]
    away = [case.id for case in found if case.state != "listed"]
    if away:
        raise Problem(409, "", "", [f"caseIds: {', '.join(away[:10])} not on the collection list"])
    for case in found:
        carry_out(call, AnswerList(case=case.id, accept=accepted))
    return success({"caseIds": ids})


def _case(call: Call) -> Case:
    return _known(own_state(call), call.path["caseId"])


def _known(state: State, asked: str) -> Case:
    case = state.cases.get(asked)
    if case is None or case.opened.provider != AMILI:
        raise not_found(f"caseId: this organization has no case {asked}")
    return case


def _answered(call: Call, case: Case) -> Answer:
    state = call.world.state
    return success(wire.case(state, case, f"{call.base_url}/portal/cases"))


OPERATIONS = {
    "getCollectionV1OrgsOrganizationIdCases": listed,
    "postCollectionV1OrgsOrganizationIdCasesCaseIdPause": pause,
    "postCollectionV1OrgsOrganizationIdCasesCaseIdResume": resume,
    "postCollectionV1OrgsOrganizationIdCasesCaseIdWithdraw": withdraw,
    "postCollectionV1OrgsOrganizationIdDebtcollectionlistAccept": accept,
    "postCollectionV1OrgsOrganizationIdDebtcollectionlistReject": reject,
}
