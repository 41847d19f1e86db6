"""The creditor: onboarded, looked at, its people invited, and told of its cases."""

from __future__ import annotations

from typing import Any

from simulator.channels.kravia import wire
from simulator.channels.kravia.access import (
    KRAVIA,
    carry_out,
    check_creditor,
    creditor_id,
    forbidden,
    invalid,
    not_found,
)
from simulator.domain.commands import (
    ActivateService,
    CloseService,
    InvitePerson,
    Refusal,
    RegisterWebhook,
    RemoveWebhook,
    SetApiUser,
)
from simulator.domain.details import check_email
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
_TO_FILL_IN = (
    *("name", "organizationNumber", "postalAddress", "bankAccount", "contact"),
    *("kyc", "accountant", "termsAccepted"),
)
_ADDRESS = {
    "addressAddressLine1": "street",
    "addressPostalCode": "postal_code",
    "addressCity": "city",
    "addressCountryCode": "country",
}


def begin(call: Call) -> Answer:
    """Answer the template that is filled in and submitted."""
    template = {"accountingSystem": call.body["accountingSystem"], "countryCode": call.world.state.country}
    return Answer(200, {**template, **dict.fromkeys(_TO_FILL_IN)})


def enrich(call: Call) -> Answer:
    """Answer a template with what registers know of the company that it names; what is filled in stays as it is."""
    company, given = call.world.state.company, call.body
    if given["organizationNumber"] != company["business_id"]:
        raise not_found(f"organizationNumber: nothing is known here of {given['organizationNumber']}")
    address = company.get("address") or {}
    known = {
        "name": company["name"],
        "postalAddress": {theirs: address.get(ours) for theirs, ours in _ADDRESS.items()},
    }
    template = {"accountingSystem": None, "countryCode": company["country"], **dict.fromkeys(_TO_FILL_IN)}
    filled = {name: given[name] for name in template if given.get(name) is not None}
    return Answer(200, {**template, **known, **filled})


def activate(call: Call) -> Answer:
    """Make the company a creditor; while the agreement waits it is sent again, an active one stays as it is."""
    own, body = call.world.state.company["business_id"], call.body
    if body["organizationNumber"] != own:
        raise forbidden(
            f"organizationNumber: {body['organizationNumber']} is not this sandbox's company, {own}"
        )
    if body.get("termsAccepted") is False:
        raise forbidden("termsAccepted: without its terms accepted Kravia makes nobody a creditor")
    accountant = body.get("accountant")
    if accountant:
        _check_email(accountant["email"])
    carry_out(call, ActivateService(provider=KRAVIA, email=body["contact"]["email"]))
    if accountant:
        _invite(call, {**accountant, "isAccountant": True})
    return Answer(200, _creditor(call.world.state))


def _check_email(email: str) -> None:
    """Refuse an accountant who could not be invited, before anything is done."""
    try:
        check_email("accountant.email", email)
    except Refusal as refusal:
        raise invalid(refusal.sentence) from refusal


def read(call: Call) -> Answer:
    """Say where the agreement stands."""
    check_creditor(call)
    return Answer(200, _creditor(call.world.state))


def end(call: Call) -> Answer:
    """End the agreement; cases that are open go on, and a second time changes nothing."""
    check_creditor(call)
    carry_out(call, CloseService(provider=KRAVIA))
    return Answer(200, _creditor(call.world.state))


def invite(call: Call) -> Answer:
    """Invite somebody to the portal; who was invited already, or is the contact person, needs no other invitation."""
    check_creditor(call, "creditorId")
    _invite(call, call.body)
    accountant = wire.flag(call.body.get("isAccountant"))
    return Answer(200, {"email": call.body["email"], "name": call.body["name"], "isAccountant": accountant})


def _invite(call: Call, words: dict[str, Any]) -> None:
    invited = InvitePerson(
        provider=KRAVIA,
        name=words["name"],
        email=words["email"],
        accountant=wire.flag(words.get("isAccountant")),
        business_id=words.get("organizationNumber"),
        country=words.get("countryCode"),
    )
    carry_out(call, invited)


def set_api_user(call: Call) -> Answer:
    """Know whether Kravia has its user in the creditor's books."""
    check_creditor(call)
    carry_out(call, SetApiUser(provider=KRAVIA, there=call.body["enabled"]))
    return Answer(200, {"enabled": call.body["enabled"]})


def set_webhook(call: Call) -> Answer:
    """Set the one webhook; the same again changes nothing, another replaces it, and a disabled one ends it."""
    check_creditor(call)
    body, current = call.body, _webhook(call.world.state)
    wanted = (body["url"], body["secret"]) if body["enabled"] else None
    if wanted != ((current.destination, current.secret) if current else None):
        before = current.webhook if current else None
        if body["enabled"]:
            carry_out(call, _registration(body, before))
        elif before:
            carry_out(call, RemoveWebhook(webhook=before))
    return Answer(200, {"enabled": body["enabled"], "url": body["url"]})


def _registration(body: dict[str, Any], before: str | None) -> RegisterWebhook:
    return RegisterWebhook(
        channel=KRAVIA,
        destination=body["url"],
        destination_type="WEBHOOK",
        events=(UPDATE,),
        secret=body["secret"],
        replaces=before,
    )


def _webhook(state: State) -> WebhookRegistered | None:
    return next((each for each in state.webhooks.values() if each.channel == KRAVIA), None)


def _creditor(state: State) -> dict[str, Any]:
    service = state.service(KRAVIA)
    return {
        "creditorId": creditor_id(state),
        "name": state.company["name"],
        "organizationNumber": state.company["business_id"],
        "status": _STATUS[service.status],
        "isReady": service.prepared,
        "apiUser": service.api_user,
    }


OPERATIONS = {
    "postApiV2OnboardingInit": begin,
    "postApiV2OnboardingEnrich": enrich,
    "postApiV2OnboardingActivate": activate,
    "getApiV2CreditorId": read,
    "deleteApiV2CreditorId": end,
    "postApiV2CreditorCreditorIdInvite": invite,
    "putApiV2CreditorIdApiuser": set_api_user,
    "putApiV2CreditorIdWebhook": set_webhook,
}
