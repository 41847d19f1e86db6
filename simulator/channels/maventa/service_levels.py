"""Service levels: the groups into which a company puts its customers, by business ID."""

from __future__ import annotations

from typing import Any

from simulator.channels.maventa.paging import page
from simulator.channels.maventa.refusals import carry_out, forbidden, invalid
from simulator.channels.maventa.services import AMILI
from simulator.domain.commands import SetGroup
from simulator.domain.identifiers import is_finnish_business_id
from simulator.port import Answer, Call


def listed(call: Call) -> Answer:
    """List the customers that have a level of their own; none while nothing collects by levels."""
    state = call.world.state
    agreement = state.agreement(AMILI)
    active = agreement is not None and agreement.status == "active"
    provider = agreement.provider if agreement and active else None
    found = [
        _shown(each.business_id, each.group) for each in state.groups.values() if each.provider == provider
    ]
    return Answer(200, page((row for row in found if row["service_level"]), call.query))


def put(call: Call) -> Answer:
    """Give a customer a level, in place of the one that it had."""
    level = call.body["service_level"]
    return Answer(200, _shown(_set(call, level), level))


def remove(call: Call) -> Answer:
    """Take a customer's level away; one without stays as it is."""
    _set(call, None)
    return Answer(204)


def _set(call: Call, level: str | None) -> str:
    """Set a customer's level; answers its business ID."""
    customer = str(call.path["business_id"])
    if not is_finnish_business_id(customer):
        raise invalid(
            f"business_id: {customer!r} is none; it is seven digits, a hyphen and the check digit, as in 7654321-2"
        )
    agreement = call.world.state.agreement(AMILI)
    if agreement is None:
        raise forbidden("service levels: there is no service that collects by them")
    carry_out(call, SetGroup(provider=agreement.provider, business_id=customer, group=level))
    return customer


def _shown(business_id: str, level: str | None) -> dict[str, Any]:
    return {"business_id": business_id, "service_level": level}


OPERATIONS = {
    "getV1ServiceLevels": listed,
    "putV1ServiceLevelsBusinessId": put,
    "deleteV1ServiceLevelsBusinessId": remove,
}
