"""The creditor: onboarded, looked at, and told of its cases."""

from __future__ import annotations

from typing import Any

from simulator.channels.kravia.access import KRAVIA, carry_out, creditor_id, forbidden, not_found
from simulator.domain.commands import ActivateService, RegisterWebhook, RemoveWebhook
from simulator.domain.facts import WebhookRegistered
from simulator.domain.state import State
from simulator.port import Answer, Call

UPDATE = "CaseUpdate"
_STATUS = {
    "inactive": "NotOnboarded",
    "pending": "AwaitingSignature",
    "active": "Active",
    "declined": "Declined",
    "closed": "Closed",
}
_TO_FILL_IN = ("name", "organizationNumber", "postalAddress", "bankAccount", "contact")


def begin(call: Call) -> Answer:
    """Answer the template that is filled in and submitted."""
    template = {"accountingSystem": call.body["accountingSystem"], "countryCode": call.world.state.country}
    return Answer(200, {**template, **dict.fromkeys(_TO_FILL_IN)})


def activate(call: Call) -> Answer:
    """Make the company a creditor; while the agreement waits it is sent again, an active one stays as it is."""
    own = call.world.state.company["business_id"]
    if call.body["organizationNumber"] != own:
        raise forbidden(
            f"organizationNumber: {call.body['organizationNumber']} is not this sandbox's company, {own}"
        )
    carry_out(call, ActivateService(provider=KRAVIA, email=call.body["contact"]["email"]))
    return Answer(200, _creditor(call.world.state))


def read(call: Call) -> Answer:
    """Say where the agreement stands."""
    _check(call)
    return Answer(200, _creditor(call.world.state))


def set_webhook(call: Call) -> Answer:
    """Set the one webhook; the same again changes nothing, another replaces it, and a disabled one ends it."""
    _check(call)
    body, current = call.body, _webhook(call.world.state)
    wanted = (body["url"], body["secret"]) if body["enabled"] else None
    if wanted != ((current.destination, current.secret) if current else None):
        if current:
            carry_out(call, RemoveWebhook(webhook=current.webhook))
        if body["enabled"]:
            carry_out(call, _registration(body))
    return Answer(200, {"enabled": body["enabled"], "url": body["url"]})


def _registration(body: dict[str, Any]) -> RegisterWebhook:
    return RegisterWebhook(
        channel=KRAVIA,
        destination=body["url"],
        destination_type="WEBHOOK",
        events=(UPDATE,),
        secret=body["secret"],
    )


def _webhook(state: State) -> WebhookRegistered | None:
    return next((each for each in state.webhooks.values() if each.channel == KRAVIA), None)


def _check(call: Call) -> None:
    state = call.world.state
    if call.path["id"] != creditor_id(state) or state.service(KRAVIA).status == "inactive":
        raise not_found(f"this partner has no creditor {call.path['id']}")


def _creditor(state: State) -> dict[str, Any]:
    return {
        "creditorId": creditor_id(state),
        "name": state.company["name"],
        "organizationNumber": state.company["business_id"],
        "status": _STATUS[state.service(KRAVIA).status],
    }


OPERATIONS = {
    "postApiV2OnboardingInit": begin,
    "postApiV2OnboardingActivate": activate,
    "getApiV2CreditorId": read,
    "putApiV2CreditorIdWebhook": set_webhook,
}
