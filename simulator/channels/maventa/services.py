"""The company's collection service: activated, looked at, closed."""

from __future__ import annotations

from simulator.channels.maventa import wire
from simulator.channels.maventa.refusals import carry_out
from simulator.domain.commands import ActivateService, CloseService
from simulator.domain.state import State
from simulator.port import Answer, Call

ROPO = "ropo"
PARTIES = (ROPO, "visma_amili")
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


OPERATIONS = {
    "putV2ServicesRopoReceivables": activate_ropo,
    "getV2ServicesRopoReceivables": read_ropo,
    "deleteV2ServicesRopoReceivables": close_ropo,
}
