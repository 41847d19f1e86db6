"""The activation of the service: ordered by a user, finished by somebody who may act for the company, behind a link."""

from __future__ import annotations

from typing import Any

from simulator.channels.amili.access import AMILI, carry_out, own_state, success
from simulator.domain.commands import ActivateService
from simulator.domain.onboarding import is_open
from simulator.port import Answer, Call

_STATUS = {
    "inactive": "NOT_ACTIVATED",
    "pending": "WAITING_FOR_ACTIVATION",
    "active": "ACTIVE",
    "declined": "DECLINED",
    "closed": "CLOSED",
}


def activate(call: Call) -> Answer:
    """Order the service; while the activation waits it is ordered again, and an active service stays as it is."""
    own_state(call)
    user = call.body["user"]
    given = {
        "role": user["role"].replace("_", " ").lower(),
        "contact_person": user.get("name"),
        "contact_email": user.get("email"),
        "contact_phone_number": user.get("phone"),
    }
    details = {name: value for name, value in given.items() if value is not None}
    carry_out(call, ActivateService(provider=AMILI, email=user.get("email"), details=details))
    return read(call)


def read(call: Call) -> Answer:
    """Say where the activation stands; while its form is open, behind which address."""
    state = own_state(call)
    service = state.service(AMILI)
    data: dict[str, Any] = {"status": _STATUS[service.status], "activationUrl": None}
    if is_open(state, service):
        origin = call.base_url.removesuffix("/amili")
        data["activationUrl"] = f"{origin}/console/kyc/{call.world.token({'link': service.link})}"
    return success(data)


OPERATIONS = {
    "postCollectionV1OrgsOrganizationIdActivation": activate,
    "getCollectionV1OrgsOrganizationIdActivation": read,
}
