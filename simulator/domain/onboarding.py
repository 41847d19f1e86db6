"""A company's agreement with an agency: asked for, signed, checked, confirmed, declined, closed.

Rules: ROPO-ACT-1 to ROPO-ACT-6, ROPO-GEO-1, ROPO-CLS-1 for the first agency; another names its own.
"""

from __future__ import annotations

from simulator.domain import calendar
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import Refusal
from simulator.domain.state import Appliers, Deciders, Reachers, Service, State

ACTIONS = ("sign", "decline", "pass_kyc", "fail_kyc")


def agency(state: State, provider: str) -> Agency:
    """Answer the agency of this name; raises `Refusal` naming those that there are."""
    if provider not in state.agencies:
        names = ", ".join(state.agencies)
        raise Refusal("not_found", f"there is no provider {provider!r}; there are: {names}")
    return state.agencies[provider]


def activate(state: State, command: c.ActivateService) -> list[f.Fact]:
    """Send the agreement to the contact; once more while it is pending, and nothing where the service is active."""
    found = agency(state, command.provider)
    if state.country not in found.currencies:
        served = ", ".join(found.currencies)
        raise Refusal(
            "forbidden",
            f"the service is not available to a company in {state.country}; it is in {served}",
            *found.rules["country_not_served"],
        )
    if state.service(found.name).status == "active":
        return []
    sent = f.AgreementSent(provider=found.name, email=command.email, rules=found.rules["agreement_sent"])
    return [sent]


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
    return _STEPS[command.action](state, found, service)


def _sign(state: State, found: Agency, service: Service) -> list[f.Fact]:
    if service.signed:
        raise Refusal("conflict", f"the agreement with {found.name} is signed already")
    deadlines, further = _in_force(state, found) if _checked(state, found, service) else ((), [])
    signed = f.AgreementSigned(
        provider=found.name, rules=found.rules["agreement_signed"], deadlines=deadlines
    )
    return [signed, *further]


def _pass_kyc(state: State, found: Agency, service: Service) -> list[f.Fact]:
    if state.country not in found.kyc:
        raise Refusal("conflict", f"{found.name} asks for no know-your-customer step in {state.country}")
    if service.kyc_passed:
        raise Refusal("conflict", f"the know-your-customer step for {found.name} is passed already")
    deadlines, further = _in_force(state, found) if service.signed else ((), [])
    return [
        f.KycPassed(provider=found.name, rules=found.rules["kyc_passed"], deadlines=deadlines),
        *further,
    ]


def _decline(state: State, found: Agency, service: Service) -> list[f.Fact]:
    return [_declined(found, "agreement_declined")]


def _fail_kyc(state: State, found: Agency, service: Service) -> list[f.Fact]:
    return [_declined(found, "kyc_failed")]


_STEPS = {"sign": _sign, "decline": _decline, "pass_kyc": _pass_kyc, "fail_kyc": _fail_kyc}


def _declined(found: Agency, reason: str) -> f.Fact:
    return f.ServiceDeclined(provider=found.name, reason=reason, rules=found.rules["service_declined"])


def _checked(state: State, found: Agency, service: Service) -> bool:
    return service.kyc_passed or state.country not in found.kyc


def _in_force(state: State, found: Agency) -> tuple[tuple[f.Deadline, ...], list[f.Fact]]:
    """Answer what follows on the last step of the company: the deadline of a confirmation, or the service itself."""
    if found.activates == "signed":
        return (), [f.ServiceActivated(provider=found.name, rules=found.rules["service_activated"])]
    return _confirmation(state, found), []


def _confirmation(state: State, found: Agency) -> tuple[f.Deadline, ...]:
    """Set the agency's confirmation: some banking days from now, at the same time of day."""
    low, high = state.settings[found.setting("confirmation_banking_days")]
    days = state.draw("confirmation", f"{found.name}/{len(state.timeline)}", low, high)
    due = calendar.add_banking_days_to_moment(state.country, state.zone, state.now, days)
    return (f.Deadline(due, f"service:{found.name}", "confirm"),)


def confirm(state: State, provider: str, name: str) -> list[f.Fact]:
    """Make a pending service active on the day that was set; nothing if it was declined or closed meanwhile."""
    found = agency(state, provider)
    service = state.service(provider)
    if service.status != "pending" or not (service.signed and _checked(state, found, service)):
        return []
    return [f.ServiceActivated(provider=provider, rules=found.rules["service_activated"])]


def close(state: State, command: c.CloseService) -> list[f.Fact]:
    """Close a pending or active service; nothing happens where there is none."""
    found = agency(state, command.provider)
    if state.service(found.name).status not in ("pending", "active"):
        return []
    return [f.ServiceClosed(provider=found.name, rules=found.rules["service_closed"])]


def _service(state: State, provider: str) -> Service:
    return state.services.setdefault(provider, Service(provider))


def _apply_sent(state: State, fact: f.AgreementSent) -> None:
    service = _service(state, fact.provider)
    if service.status != "pending":
        service.signed = service.kyc_passed = False
    service.status = "pending"
    service.email = fact.email


def _apply_signed(state: State, fact: f.AgreementSigned) -> None:
    _service(state, fact.provider).signed = True


def _apply_kyc(state: State, fact: f.KycPassed) -> None:
    _service(state, fact.provider).kyc_passed = True


def _apply_activated(state: State, fact: f.ServiceActivated) -> None:
    service = _service(state, fact.provider)
    service.status = "active"
    service.activated_at = state.now


def _apply_declined(state: State, fact: f.ServiceDeclined) -> None:
    _service(state, fact.provider).status = "declined"


def _apply_closed(state: State, fact: f.ServiceClosed) -> None:
    _service(state, fact.provider).status = "closed"


DECIDE: Deciders = {c.ActivateService: activate, c.Onboard: onboard, c.CloseService: close}
REACH: Reachers = {"service": confirm}
APPLY: Appliers = {
    f.AgreementSent: _apply_sent,
    f.AgreementSigned: _apply_signed,
    f.KycPassed: _apply_kyc,
    f.ServiceActivated: _apply_activated,
    f.ServiceDeclined: _apply_declined,
    f.ServiceClosed: _apply_closed,
}
