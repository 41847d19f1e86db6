"""The company's collection services: activated, looked at, changed, closed."""

from __future__ import annotations

from typing import Any

from simulator.channels.maventa import wire
from simulator.channels.maventa.refusals import carry_out
from simulator.domain.commands import ActivateService, AmendService, CloseService
from simulator.domain.onboarding import is_open
from simulator.domain.state import State
from simulator.port import Answer, Call

ROPO = "ropo"
AMILI = "visma_amili"
FULL, EXPRESS = "full", "express"
PARTIES = (ROPO, AMILI)
"""Whose agreements are made, and whose cases are seen, through this channel."""


def is_carried(state: State, provider: str) -> bool:
    """Whether an agency is one of those behind this channel."""
    return state.agencies[provider].party in PARTIES


def activate_ropo(call: Call) -> Answer:
    """Start the activation; while it is pending the agreement is sent again, an active service stays as it is."""
    carry_out(call, ActivateService(provider=ROPO, email=call.body["agreement_contact_email"]))
    answer = read_ropo(call)
    answer.status = call.world.state.settings["ropo.activation_status"]
    return answer


def read_ropo(call: Call) -> Answer:
    """Say where the service stands."""
    return Answer(200, wire.service(call.world.state.service(ROPO)))


def close_ropo(call: Call) -> Answer:
    """Close the service; closing one that is not there changes nothing."""
    carry_out(call, CloseService(provider=ROPO))
    return Answer(204)


def activate_amili(call: Call) -> Answer:
    """Start the activation. One that stands is of the other type from now on, where the call names that."""
    details = {name: call.body[name] for name in wire.DETAILS if name in call.body}
    details.setdefault("accountable_party", "vfsfi")
    kind = call.body.get("service_type")
    provider = _of_type(call, kind) if kind else _standing(call)
    email = details.get("authorization_email") or None
    carry_out(call, ActivateService(provider=provider, email=email, details=details))
    return read_amili(call)


def read_amili(call: Call) -> Answer:
    """Say where the service stands; while its form is open, behind which address."""
    state = call.world.state
    found = state.agreement(AMILI)
    if found is None:
        return Answer(200, {"status": wire.SERVICE_STATUS["inactive"]})
    body: dict[str, Any] = wire.amili_service(found, state.settings)
    body["service_type"] = FULL if state.agencies[found.provider].routes else EXPRESS
    if is_open(state, found):
        origin = call.base_url.removesuffix("/maventa")
        body["activation_url"] = f"{origin}/console/kyc/{call.world.token({'link': found.link})}"
    return Answer(200, body)


def change_amili(call: Call) -> Answer:
    """Change the type of service, and whose account number and reference the invoices bear."""
    kind = call.body.get("service_type")
    to = _of_type(call, kind) if kind else None
    party = call.body.get("accountable_party")
    carry_out(call, AmendService(provider=_standing(call), to=to, accountable_party=party))
    return Answer(204)


def close_amili(call: Call) -> Answer:
    """Close the service; closing one that is not there changes nothing."""
    carry_out(call, CloseService(provider=_standing(call)))
    return Answer(204)


def _standing(call: Call) -> str:
    """The agency with which the agreement is; without one that of the type that is chosen where none is named."""
    found = call.world.state.agreement(AMILI)
    return found.provider if found else _of_type(call, FULL)


def _of_type(call: Call, kind: str) -> str:
    """The agency that is a type of service on this wire: full is the one that every invoice goes through."""
    agencies = call.world.state.agencies.values()
    mine = (each for each in agencies if each.party == AMILI and each.routes == (kind == FULL))
    return next(mine).name


OPERATIONS = {
    "putV2ServicesRopoReceivables": activate_ropo,
    "getV2ServicesRopoReceivables": read_ropo,
    "deleteV2ServicesRopoReceivables": close_ropo,
    "putV2ServicesAmiliReceivables": activate_amili,
    "getV2ServicesAmiliReceivables": read_amili,
    "patchV2ServicesAmiliReceivables": change_amili,
    "deleteV2ServicesAmiliReceivables": close_amili,
    "putV1ServicesReceivables": activate_amili,
    "getV1ServicesReceivables": read_amili,
    "patchV1ServicesReceivables": change_amili,
    "deleteV1ServicesReceivables": close_amili,
}
