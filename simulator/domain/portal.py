"""Who has access: people to the agency's portal, and the agency to the company's books.

Rules: KRAV-ACT-3, KRAV-ACT-4, KRAV-ACT-7, KRAV-CLS-2.
"""

from __future__ import annotations

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.details import check_email
from simulator.domain.onboarding import agency
from simulator.domain.state import Appliers, Deciders, Service, State


def invite(state: State, command: c.InvitePerson) -> list[f.Fact]:
    """Invite somebody; the contact person and whoever was invited already need no further invitation."""
    service = _known(state, command.provider, "person_invited", "invites nobody to a portal")
    email = check_email("email", command.email)
    if command.accountant and not (command.business_id or "").strip():
        raise Refusal("invalid", f"{email} is an accountant: the business ID of its own company is missing")
    if email == service.email or email in service.people:
        return []
    rules = state.agencies[service.provider].rules["person_invited"]
    return [
        f.PersonInvited(
            provider=service.provider,
            name=command.name,
            email=email,
            accountant=command.accountant,
            business_id=command.business_id,
            country=command.country,
            rules=rules,
        )
    ]


def set_api_user(state: State, command: c.SetApiUser) -> list[f.Fact]:
    """Remove the user under which the agency writes into the company's books, or make it anew."""
    service = _known(state, command.provider, "api_user_set", "has no user in the company's books")
    if service.api_user == command.there:
        return []
    rules = state.agencies[service.provider].rules["api_user_set"]
    return [f.ApiUserSet(provider=service.provider, there=command.there, rules=rules)]


def _known(state: State, provider: str, name: str, without: str) -> Service:
    """Answer the company's service with an agency that has such a thing; raises `Refusal`."""
    found = agency(state, provider)
    if name not in found.rules:
        raise Refusal("conflict", f"{found.name} {without}")
    service = state.services.get(found.name)
    if service is None:
        raise Refusal("conflict", f"{found.name} does not know this company: its service is inactive")
    return service


def _apply_invited(state: State, fact: f.PersonInvited) -> None:
    state.services[fact.provider].people[fact.email] = fact


def _apply_user(state: State, fact: f.ApiUserSet) -> None:
    state.services[fact.provider].api_user = fact.there


DECIDE: Deciders = {c.InvitePerson: invite, c.SetApiUser: set_api_user}
APPLY: Appliers = {f.PersonInvited: _apply_invited, f.ApiUserSet: _apply_user}
