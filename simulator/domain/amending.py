"""What can be changed of an agreement that stands: the agency of its party, who is accountable, the bank account.

All else stays as it was given; what people decide about an agreement, and not about one case, begins here too. Rules:
KASSA-ACT-8, KASSA-ACT-9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.domain import commands as c
from simulator.domain import details
from simulator.domain import facts as f
from simulator.domain.commands import Refusal
from simulator.domain.following import Cause, happens
from simulator.domain.onboarding import STANDS, agency, close, move
from simulator.domain.state import Appliers, Deciders, Service, State

DECISIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "change_bank_account": (("iban", "bic", "bank"), ()),
    "change_settings": (("settings",), ("by",)),
    "remove_api_user": ((), ()),
    "end_service": (("open_cases",), ()),
}
"""What a person decides about an agreement, and not about one case: the words that it needs, and that it takes."""

OPEN_CASES = ("completed", "stopped")
"""What company and agency can agree on about the open cases of a service that was removed."""


def decision(provider: str, decided: str, words: Mapping[str, Any]) -> c.Command:
    """Answer the command that a decision about an agreement is; raises `Refusal` for words that it cannot have."""
    if decided not in DECISIONS:
        known = ", ".join(DECISIONS)
        raise Refusal(
            "invalid", f"nobody decides {decided!r} about an agreement; what is decided is: {known}"
        )
    needs, takes = DECISIONS[decided]
    missing = [name for name in needs if name not in words]
    strange = [name for name in words if name not in (*needs, *takes)]
    if missing or strange:
        known = " and ".join((*needs, *takes)) or "no words"
        what = f"lacks the word {missing[0]!r}" if missing else f"has no word {strange[0]!r}"
        raise Refusal("invalid", f"{decided} {what}; it takes {known}")
    if decided == "change_bank_account":
        return c.ChangeBankAccount(provider=provider, **words)
    if decided == "remove_api_user":
        return c.SetApiUser(provider=provider, there=False)
    if decided == "end_service":
        return c.EndService(provider=provider, **words)
    by = str(words.get("by", "company"))
    return c.ChangeSettings(provider=provider, changes=dict(words["settings"]), by=by)


def amend(state: State, command: c.AmendService) -> list[f.Fact]:
    """Move a standing agreement, and change who is accountable; raises `Refusal` where none stands."""
    found = agency(state, command.provider)
    standing = _standing(state, found.party)
    to = agency(state, command.to or standing.provider)
    if to.party != found.party:
        raise Refusal("invalid", f"a service of {found.party} cannot become one of {to.party}")
    party, moved = command.accountable_party, move(to, standing)
    if party is None or party == standing.details.get("accountable_party"):
        return moved
    rules = to.rules["accountable_party_changed"]
    return [*moved, f.AccountablePartyChanged(provider=to.name, accountable_party=party, rules=rules)]


def _standing(state: State, party: str) -> Service:
    standing = state.agreement(party)
    if standing is None or standing.status not in STANDS:
        status = standing.status if standing else "inactive"
        raise Refusal("forbidden", f"the service of {party} is {status}: there is nothing to change")
    return standing


def change_bank_account(state: State, command: c.ChangeBankAccount) -> list[f.Fact]:
    """Change where the agency pays to, also after the service was closed: its cases go on. Raises `Refusal`."""
    found = agency(state, command.provider)
    service = state.service(found.name)
    if not found.one_visit:
        raise Refusal("conflict", f"{found.name} was given no bank account: it pays to the company's own")
    if service.status not in (*STANDS, "closed"):
        raise Refusal(
            "conflict", f"{found.name} has no account of the company: its service is {service.status}"
        )
    account = ("iban", "bic", "bank")
    kept = details.checked({name: getattr(command, name) for name in account}, account)
    if all(service.details[name] == kept[name] for name in account):
        return []
    return [f.BankAccountChanged(provider=found.name, rules=found.rules["bank_account_changed"], **kept)]


def end_service(state: State, command: c.EndService) -> list[f.Fact]:
    """Close a service of whose removal its agency was told, and stop its open cases where that was agreed on."""
    if command.open_cases not in OPEN_CASES:
        known = " or ".join(OPEN_CASES)
        raise Refusal("invalid", f"open_cases is {known}; it is {command.open_cases!r} here")
    found = agency(state, command.provider)
    _standing(state, found.party)
    closed = close(state, c.CloseService(provider=found.name))
    if command.open_cases == "completed":
        return closed
    mine = [
        case for case in state.cases.values() if case.opened.provider == found.name and not case.closed_at
    ]
    return [
        *closed,
        *(fact for case in mine for fact in happens(state, case, "stopped", Cause(by="company"))),
    ]


def _apply_moved(state: State, fact: f.ServiceMoved) -> None:
    service = state.services[fact.to] = state.services.pop(fact.provider)
    service.provider = fact.to
    if service.status == "active":  # what follows on an activation is counted from when this service began
        service.activated_at = state.now


def _apply_party(state: State, fact: f.AccountablePartyChanged) -> None:
    state.services[fact.provider].details["accountable_party"] = fact.accountable_party


def _apply_account(state: State, fact: f.BankAccountChanged) -> None:
    state.services[fact.provider].details |= {"iban": fact.iban, "bic": fact.bic, "bank": fact.bank}


DECIDE: Deciders = {
    c.AmendService: amend,
    c.ChangeBankAccount: change_bank_account,
    c.EndService: end_service,
}
APPLY: Appliers = {
    f.ServiceMoved: _apply_moved,
    f.AccountablePartyChanged: _apply_party,
    f.BankAccountChanged: _apply_account,
}
