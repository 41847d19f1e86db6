"""A sandbox whose company has an agency's service already: it was ordered, and people did their part, before the start.

All of it happens in the sandbox as it would for a client that orders: the order, the signature, the identification,
and what the agency takes its time for are facts with days of their own. Only the call itself is not on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

from simulator import clock
from simulator.agencies import agencies
from simulator.domain import commands as c
from simulator.domain.agency import Agency
from simulator.face import onboarding_steps
from simulator.refused import Refused
from simulator.sandbox import Sandbox
from simulator.world import World

DAYS = 14
"""How long before its start the company of such a sandbox orders: every agency is done by then, Christmas or not."""

_ORDERED_AT = time(10, 0)  # no agency rests then


def create_with(world: World, provider: str, *, start: datetime | None = None, **words: Any) -> Sandbox:
    """Make a sandbox that stands at its start with the service of an agency active; raises `Refused`.

    The words are those of `World.create`. It is born `DAYS` days before its start, when the company orders.
    """
    agency = _named(provider)
    begin = start or clock.DEFAULT_START
    try:
        born = datetime.combine(begin.date() - timedelta(days=DAYS), _ORDERED_AT)
        sandbox = world.create(start=born, **words)
        goal = clock.instant(sandbox.zone, begin)
    except (ValueError, OverflowError) as error:
        raise Refused(f"a sandbox cannot start then: {error}") from error
    order(sandbox, agency)
    sandbox.run_until(goal)
    status = sandbox.state.service(agency.name).status
    if status != "active":
        raise Refused(
            f"the service of {agency.title} was ordered {DAYS} days before the start and is {status} at it: an "
            "assumption that is overridden keeps it from becoming active; leave the agency out, and order it yourself"
        )
    return sandbox


def order(sandbox: Sandbox, agency: Agency) -> None:
    """Let the company order a service, and its people do at once what they have to do for it; raises `Refused`."""
    company = sandbox.company
    email = (company.get("contact") or {}).get("email")
    asked = c.ActivateService(provider=agency.name, email=email, details=_details(agency, company))
    try:
        sandbox.handle(asked)
    except c.Refusal as refusal:
        sentence = f"the service of {agency.title} cannot be ordered by this company: {refusal.sentence}"
        raise Refused(sentence, refusal.kind, refusal.rules) from None
    for step in onboarding_steps()[agency.name, sandbox.state.country]:
        sandbox.onboarding(agency.name, step)


def _named(provider: str) -> Agency:
    known = agencies()
    if provider in known:
        return known[provider]
    near = get_close_matches(provider, known, 1)
    hint = f"did you mean {near[0]!r}? There are" if near else "there are"
    raise Refused(f"there is no agency {provider!r}; {hint}: {', '.join(known)}", "not_found")


def _details(agency: Agency, company: Mapping[str, Any]) -> dict[str, Any]:
    """What the order says, in the words of `simulator.domain.details`: what the agency asks for, and no more."""
    if not agency.one_visit:
        return {}
    contact, desk = company.get("contact") or {}, company.get("customer_service") or {}
    account: Mapping[str, Any] = next(iter(company.get("bank_accounts") or ()), {})
    known = {
        "role": next(iter(sorted(agency.ordered_by)), None),
        **{name: account.get(name) for name in ("iban", "bic", "bank")},
        "contact_person": contact.get("name"),
        "contact_email": contact.get("email"),
        "contact_phone_number": contact.get("phone"),
        "customer_service_email": desk.get("email"),
        "customer_service_phone_number": desk.get("phone"),
        "billing_address": _billing(company),
    }
    return {name: value for name, value in known.items() if value and name in agency.asks}


def _billing(company: Mapping[str, Any]) -> dict[str, Any]:
    found = company.get("billing_address") or company.get("address") or {}
    return {
        "streets": [found.get("street", "")],
        "zip_code": found.get("postal_code", ""),
        "city": found.get("city", ""),
        "country": found.get("country", ""),
    }
