"""Settlements: what the agency paid to the company, listed by day and read."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.channels.amili import wire
from simulator.channels.amili.access import AMILI, not_found, own_state, success
from simulator.channels.amili.paging import paged, within
from simulator.domain import facts as f
from simulator.domain.state import State
from simulator.port import Answer, Call


def listed(call: Call) -> Answer:
    """List settlements, oldest first."""
    state, query = own_state(call), call.query
    found = (
        each for each in _settlements(state) if within(each.booked.isoformat(), query, "fromDate", "toDate")
    )
    return paged(found, lambda each: wire.settlement(state, each), query["pageSize"], query.get("pageToken"))


def read(call: Call) -> Answer:
    """Answer a settlement."""
    state, asked = own_state(call), call.path["settlementId"]
    found = next((each for each in _settlements(state) if each.settlement == asked), None)
    if found is None:
        raise not_found(f"settlementId: this organization has no settlement {asked}")
    return success(wire.settlement(state, found))


def _settlements(state: State) -> Iterator[f.PrincipalSettled | f.InterestSettled]:
    for movement in state.movements:
        fact = movement.fact
        if isinstance(fact, f.PrincipalSettled | f.InterestSettled) and fact.provider == AMILI:
            yield fact


OPERATIONS = {
    "getCollectionV1OrgsOrganizationIdSettlements": listed,
    "getCollectionV1OrgsOrganizationIdSettlementsSettlementId": read,
}
