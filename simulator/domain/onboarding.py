"""A company's agreement with an agency: asked for, signed, checked, confirmed, declined, closed.

Rules: ROPO-ACT-1 to ROPO-ACT-6, ROPO-GEO-1, ROPO-CLS-1 for the first agency; another names its own.
What is changed of an agreement that stands is in `simulator.domain.amending`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from simulator.domain import calendar, details
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import NotNow, Refusal
from simulator.domain.state import Appliers, Deciders, Reachers, Service, State

STANDS = ("pending", "active")
"""An agreement in one of these states can be changed or closed, and is not made out anew."""


POWERS = ("attached", "missing")
"""How it is with the power of attorney by which somebody acts for the company."""


def agency(state: State, provider: str) -> Agency:
    """Answer the agency of this name; raises `Refusal` naming those that there are."""
    if provider not in state.agencies:
        names = ", ".join(state.agencies)
        raise Refusal("not_found", f"there is no provider {provider!r}; there are: {names}")
    return state.agencies[provider]


def activate(state: State, command: c.ActivateService) -> list[f.Fact]:
    """Send the agreement to the contact; once more while it is pending, and nothing where the service is active.

    An agreement with another agency of the same party moves to this one.
    """
    found = agency(state, command.provider)
    if state.country not in found.currencies:
        served = ", ".join(found.currencies)
        raise Refusal(
            "forbidden",
            f"the service is not available to a company in {state.country}; it is in {served}",
            *found.rules["country_not_served"],
        )
    _is_at_work(state, found)
    given = _given(found, command.details) if found.one_visit else {}
    standing = state.agreement(found.party)
    if found.returns and standing is not None and standing.status == "closed" and standing.signed:
        return _back(found, standing)
    if standing is None or standing.status not in STANDS:
        return [_sent(state, found, command.email, given, 0)]
    moved = move(found, standing)
    if standing.status == "active" or (found.one_visit and _is_finished(state, found, standing)):
        return moved
    return [*moved, _sent(state, found, command.email, given, standing.link)]


def _is_at_work(state: State, found: Agency) -> None:
    """Refuse an order in the agency's nightly break, which ends when the clocks of its zone say so."""
    if found.rests is None:
        return
    zone = ZoneInfo(found.rests.zone)
    begins, ends = time.fromisoformat(found.rests.begins), time.fromisoformat(found.rests.ends)
    now = state.now.astimezone(zone)
    if ends <= now.time() < begins:
        return
    morning = now.date() + timedelta(days=1) if now.time() >= begins else now.date()
    raise NotNow(
        f"{found.title} takes no orders between {found.rests.begins} and {found.rests.ends} ({found.rests.zone}): it is"
        f" {now:%H:%M} there; order after the break",
        calendar.at_local(zone, morning, ends),
        *found.rules["order_in_the_break"],
    )


def _given(found: Agency, words: dict[str, Any]) -> dict[str, Any]:
    """The details of an order; raises `Refusal` for wrong ones, and for a user who may not order."""
    given = details.checked(words, found.asks)
    if found.ordered_by and given.get("role") not in found.ordered_by:
        allowed = ", ".join(sorted(found.ordered_by))
        role = repr(given.get("role"))
        raise Refusal(
            "forbidden",
            f"a user with the role {role} cannot order the service; who can has one of the roles {allowed}",
            *found.rules["role_refused"],
        )
    return given


def _back(found: Agency, standing: Service) -> list[f.Fact]:
    """A company that comes back has the service at once, as it was; the user for its books is made where it is gone."""
    rules = found.rules["service_returned"]
    user = f.ApiUserSet(provider=found.name, there=True, rules=rules)
    return [*([] if standing.api_user else [user]), f.ServiceActivated(provider=found.name, rules=rules)]


def move(to: Agency, standing: Service) -> list[f.Fact]:
    """Let an agreement be with another agency of its party; nothing if it is with this one."""
    if standing.provider == to.name:
        return []
    return [f.ServiceMoved(provider=standing.provider, to=to.name, rules=to.rules["service_moved"])]


def _sent(
    state: State, found: Agency, email: str | None, given: dict[str, Any], link: int
) -> f.AgreementSent:
    """Make the agreement out, behind the link that there is (0 for none yet)."""
    deadlines: tuple[f.Deadline, ...] = ()
    if found.one_visit and not link:
        link = _new_link(state)
        deadlines = _unfinished(state, found)
    if found.prepares and not _is_pending(state, found):
        ready = state.later(int(state.settings[found.setting("technical_minutes")]))
        deadlines = (*deadlines, f.Deadline(ready, f"service:{found.party}", "prepare"))
    return f.AgreementSent(
        provider=found.name,
        email=email,
        details=given,
        link=link,
        rules=found.rules["agreement_sent"],
        deadlines=deadlines,
    )


def _unfinished(state: State, found: Agency) -> tuple[f.Deadline, ...]:
    """When the agency looks whether an activation is finished: it resets it then, or reminds a contact of the form."""
    name, days = "reset", found.resets_after
    if days is None:
        name, days = "remind", state.settings[found.setting("form_reminder_days")]
    at = calendar.add_days_to_moment(state.zone, state.now, days)
    return (f.Deadline(at, f"service:{found.party}", name),)


def _is_pending(state: State, found: Agency) -> bool:
    return state.service(found.name).status == "pending"


def _new_link(state: State) -> int:
    """A number that no link of this sandbox has had."""
    return len(state.timeline) + 1


def onboard(state: State, command: c.Onboard) -> list[f.Fact]:
    """Take the next step of a pending activation; the last one needed sets the day of confirmation."""
    found = agency(state, command.provider)
    if command.action not in ACTIONS:
        raise Refusal("invalid", f"onboarding has no action {command.action!r}; it has: {', '.join(ACTIONS)}")
    service = state.service(found.name)
    if service.status != "pending":
        raise Refusal(
            "conflict",
            f"cannot {command.action} for {found.name}: its service is {service.status}, and only a pending "
            "activation can be signed, declined or checked",
        )
    _is_entitled(found, command)
    if command.action == "forward":
        return _forward(state, found, service, command.email)
    if command.email is not None:
        raise Refusal("invalid", f"{command.action} has no word 'email'; only forward takes it")
    facts = _STEPS[command.action](state, found, service)
    if command.power_of_attorney is None:
        return facts
    return [
        replace(fact, by_power_of_attorney=True) if isinstance(fact, f.KycPassed) else fact for fact in facts
    ]


def _is_entitled(found: Agency, command: c.Onboard) -> None:
    """Refuse a power of attorney that is missing, and one that nobody asked for."""
    given = command.power_of_attorney
    if given is None:
        return
    if command.action != "pass_kyc" or given not in POWERS:
        raise Refusal(
            "invalid", f"power_of_attorney is for pass_kyc, and {' or '.join(POWERS)}; it is {given!r} here"
        )
    if given == "missing":
        raise Refusal(
            "conflict",
            f"who is identified for {found.name} acts by a power of attorney: that has to be attached",
            *found.rules.get("power_of_attorney_missing", ()),
        )


def _sign(state: State, found: Agency, service: Service) -> list[f.Fact]:
    if service.signed:
        raise Refusal("conflict", f"the agreement with {found.name} is signed already")
    deadlines, further = _in_force(state, found) if _checked(state, found, service) else ((), [])
    signed = f.AgreementSigned(
        provider=found.name, rules=found.rules["agreement_signed"], deadlines=deadlines
    )
    return [signed, *further]


def _pass_kyc(state: State, found: Agency, service: Service) -> list[f.Fact]:
    """Identify the company; in one visit its terms are accepted on the way."""
    if state.country not in found.kyc:
        raise Refusal("conflict", f"{found.name} asks for no know-your-customer step in {state.country}")
    if service.kyc_passed:
        raise Refusal("conflict", f"the know-your-customer step for {found.name} is passed already")
    signing = found.one_visit and not service.signed
    deadlines, further = _in_force(state, found) if service.signed or signing else ((), [])
    signed = f.AgreementSigned(provider=found.name, rules=found.rules["agreement_signed"])
    return [
        *([signed] if signing else ()),
        f.KycPassed(provider=found.name, rules=found.rules["kyc_passed"], deadlines=deadlines),
        *further,
    ]


def _decline(state: State, found: Agency, service: Service) -> list[f.Fact]:
    return [_declined(found, "agreement_declined")]


def _fail_kyc(state: State, found: Agency, service: Service) -> list[f.Fact]:
    return [_declined(found, "kyc_failed")]


_STEPS = {"sign": _sign, "decline": _decline, "pass_kyc": _pass_kyc, "fail_kyc": _fail_kyc}
ACTIONS = (*_STEPS, "forward")


def _declined(found: Agency, reason: str) -> f.Fact:
    return f.ServiceDeclined(provider=found.name, reason=reason, rules=found.rules["service_declined"])


def _forward(state: State, found: Agency, service: Service, email: str | None) -> list[f.Fact]:
    """Give the form to somebody else at the company: the link that there was works no longer."""
    if not found.one_visit:
        raise Refusal(
            "conflict", f"{found.name} has no form that could be forwarded: it sends its agreement itself"
        )
    if _is_finished(state, found, service):
        raise Refusal("conflict", f"the form for {found.name} is finished already: nobody needs it any more")
    to, rules = details.check_email("email", email), found.rules["form_forwarded"]
    return [f.FormForwarded(provider=found.name, email=to, link=_new_link(state), rules=rules)]


def _checked(state: State, found: Agency, service: Service) -> bool:
    return service.kyc_passed or state.country not in found.kyc


def _is_finished(state: State, found: Agency, service: Service) -> bool:
    """Whether the company has done all that it has to."""
    return service.signed and _checked(state, found, service)


def is_open(state: State, service: Service) -> bool:
    """Whether somebody at the company can finish the activation behind its link."""
    found = state.agencies[service.provider]
    return service.status == "pending" and service.link > 0 and not _is_finished(state, found, service)


def _in_force(state: State, found: Agency) -> tuple[tuple[f.Deadline, ...], list[f.Fact]]:
    """Answer what follows on the last step of the company: the deadline of a confirmation, or the service itself."""
    if found.activates == "signed":
        return (), [f.ServiceActivated(provider=found.name, rules=found.rules["service_activated"])]
    return _confirmation(state, found), []


def _confirmation(state: State, found: Agency) -> tuple[f.Deadline, ...]:
    """Set the agency's confirmation: some banking days from now, at the same time of day."""
    low, high = state.settings[found.setting("confirmation_banking_days")]
    days = state.draw("confirmation", f"{found.party}/{len(state.timeline)}", low, high)
    due = calendar.add_banking_days_to_moment(state.country, state.zone, state.now, days)
    return (f.Deadline(due, f"service:{found.party}", "confirm"),)


def reach(state: State, party: str, name: str) -> list[f.Fact]:
    """Let a pending agreement come to the day of its confirmation, or of the reminder; nothing if it pends no more.

    What is technical of it is done at its moment, whatever became of the agreement.
    """
    service = state.agreement(party)
    if service is None:
        return []
    found = state.agencies[service.provider]
    if name == "prepare" and not service.prepared:
        return [f.ServicePrepared(provider=found.name, rules=found.rules["service_prepared"])]
    if service.status != "pending":
        return []
    is_finished = _is_finished(state, found, service)
    if name == "reset" and not is_finished:
        return [_reset(state, found)]
    if name == "confirm" and is_finished:
        return [f.ServiceActivated(provider=found.name, rules=found.rules["service_activated"])]
    if name == "remind" and not is_finished:
        to, rules = service.details["contact_email"], found.rules["form_reminded"]
        return [f.FormReminded(provider=found.name, email=to, rules=rules)]
    return []


def _reset(state: State, found: Agency) -> f.Fact:
    """The end of an activation that nobody finished; or none, where the agency is assumed to leave it as it is."""
    if state.settings[found.setting("unfinished_activation")] == "stuck":
        return f.ActivationStuck(provider=found.name, rules=found.rules["activation_stuck"])
    return f.ActivationReset(provider=found.name, rules=found.rules["activation_reset"])


def close(state: State, command: c.CloseService) -> list[f.Fact]:
    """Close a pending or active service; nothing happens where there is none."""
    found = agency(state, command.provider)
    if state.service(found.name).status not in STANDS:
        return []
    return [f.ServiceClosed(provider=found.name, rules=found.rules["service_closed"])]


def _apply_sent(state: State, fact: f.AgreementSent) -> None:
    service = state.agreement(state.agencies[fact.provider].party)
    if service is None or service.status != "pending":
        if service is not None:
            del state.services[service.provider]
        service = state.services[fact.provider] = Service(fact.provider, "pending")
    service.email, service.details, service.link = fact.email, dict(fact.details), fact.link
    service.prepared &= not any(deadline.name == "prepare" for deadline in fact.deadlines)


def _apply_prepared(state: State, fact: f.ServicePrepared) -> None:
    state.services[fact.provider].prepared = True


def _apply_forwarded(state: State, fact: f.FormForwarded) -> None:
    service = state.services[fact.provider]
    service.email, service.link = fact.email, fact.link


def _apply_reset(state: State, fact: f.ActivationReset) -> None:
    del state.services[fact.provider]


def _apply_signed(state: State, fact: f.AgreementSigned) -> None:
    state.services[fact.provider].signed = True


def _apply_kyc(state: State, fact: f.KycPassed) -> None:
    state.services[fact.provider].kyc_passed = True


def _apply_activated(state: State, fact: f.ServiceActivated) -> None:
    service = state.services[fact.provider]
    service.status, service.activated_at = "active", state.now


def _apply_declined(state: State, fact: f.ServiceDeclined) -> None:
    state.services[fact.provider].status = "declined"


def _apply_closed(state: State, fact: f.ServiceClosed) -> None:
    state.services[fact.provider].status = "closed"


DECIDE: Deciders = {c.ActivateService: activate, c.Onboard: onboard, c.CloseService: close}
REACH: Reachers = {"service": reach}
APPLY: Appliers = {
    f.AgreementSent: _apply_sent,
    f.ServicePrepared: _apply_prepared,
    f.FormForwarded: _apply_forwarded,
    f.ActivationReset: _apply_reset,
    f.AgreementSigned: _apply_signed,
    f.KycPassed: _apply_kyc,
    f.ServiceActivated: _apply_activated,
    f.ServiceDeclined: _apply_declined,
    f.ServiceClosed: _apply_closed,
}
