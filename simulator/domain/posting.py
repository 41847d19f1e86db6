"""How a letter goes out, where an agency has several channels, and what it shows besides the claim.

Rules: KRAV-COL-1 to KRAV-COL-4, KRAV-SET-6, KRAV-SET-7.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.choosing import choices
from simulator.domain.state import Appliers, Case, State

PRODUCTS, CHARACTERS = 10, 1000
"""Of how many rows of the invoice a reminder shows the names and comments, and how many letters in all."""
_NEEDS = {"e-invoice": "einvoice_address", "e-mail": "email"}
"""What has to be known of a debtor for a channel."""


def how_it_goes(state: State, found: Agency, case: Case, letter: str, nth: int) -> dict[str, Any]:
    """Answer the words of a letter about its channel and what it shows, and its further `rules`."""
    debtor, chosen = payer_of(state, case), choices(state, found.name)
    channel = _channel(state, found, case, letter, debtor)
    posted = letter == "demand" and nth == 1 and channel == "post"
    info = _info(state, case) if letter == "reminder" and chosen["include_info"] else None
    number = _request(state, case).external_number if letter == "reminder" else None
    shown = number if chosen["include_external_number"] else None
    words = {"channel": channel, "notice_to": debtor.get("email") if posted else None}
    shows = {"info": info, "external_number": shown}
    names = [f"channel:{letter}:{case.opened.debtor_kind}", *(name for name, value in shows.items() if value)]
    names += ["notice"] if words["notice_to"] else []
    return {
        **words,
        **shows,
        "rules": tuple(rule for name in names for rule in found.rules[f"letter_{name}"]),
    }


def _channel(state: State, found: Agency, case: Case, letter: str, debtor: dict[str, Any]) -> str:
    """The first channel that an agency has for a letter and that reaches the debtor."""
    kind, chosen = case.opened.debtor_kind, choices(state, found.name)
    until = state.consents.get(_consenting(state, case))
    agreed = kind == "consumer" and until is not None and state.today <= until
    ways = found.consented if agreed else found.channels[f"{letter}:{kind}"]
    left = (way for way in ways if way != "e-invoice" or chosen["einvoice_reminders"])
    return next(way for way in left if way not in _NEEDS or debtor.get(_NEEDS[way]))


def _info(state: State, case: Case) -> str | None:
    """The additional information with the first products, cut."""
    asked = _request(state, case)
    whole = "\n".join([*([asked.summary] if asked.summary else []), *asked.products[:PRODUCTS]])
    return whole[:CHARACTERS] or None


def payer_of(state: State, case: Case) -> dict[str, Any]:
    """Answer the debtor as the company told of it when it handed the invoice over."""
    return _request(state, case).payers[0]


def _request(state: State, case: Case) -> f.TransferRequested:
    return state.transfers[case.opened.invoice].request


def debtor_of(state: State, case: Case) -> str:
    """Answer what tells a debtor from all others: its business ID, its number as a customer, or its name and place."""
    payer = payer_of(state, case)
    place = payer.get("address", {}).get("postal_code", "")
    return str(payer.get("business_id") or payer.get("customer_number") or f"{payer['name']}, {place}")


def _consenting(state: State, case: Case) -> str:
    return f"{case.opened.provider}/{debtor_of(state, case)}"


def consent(state: State, found: Agency, until: date | None) -> date:
    """Answer the last day on which a consent of today holds: a day that was asked for, within what is allowed."""
    most = _months_later(state.today, int(state.settings[found.setting("consent_months")]))
    return min(until, most) if until else most


def _months_later(day: date, months: int) -> date:
    """The last day of so many months that begin on a day: the one before the same day of the month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following) - timedelta(days=1)


def _apply_consent(state: State, fact: f.ConsentGiven) -> None:
    state.consents[_consenting(state, state.cases[fact.case])] = fact.until


APPLY: Appliers = {f.ConsentGiven: _apply_consent}
