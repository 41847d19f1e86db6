"""What an agency looks at in a claim that comes with its invoice: its age, its address, its costs, how it begins.

Rules: KRAV-TRF-4 to KRAV-TRF-6, KRAV-TRF-9 to KRAV-TRF-11, KRAV-SET-2.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from simulator.domain import commands as c
from simulator.domain.agency import Agency, Intake
from simulator.domain.choosing import choices
from simulator.domain.commands import Refusal
from simulator.domain.exchanging import abroad, at_home
from simulator.domain.money import Money
from simulator.domain.state import State

_ADDRESS = ("street", "postal_code", "city")


def check(state: State, found: Agency, command: c.RegisterCase, kind: str) -> None:
    """Refuse a claim that the agency does not take; raises `Refusal`."""
    intake = found.intake
    if intake is None:
        return
    if _is_older(state.today, command.date, intake.taken_years):
        raise Refusal(
            "forbidden",
            f"invoice {command.number} is of {command.date}: one that is over {intake.taken_years} years old cannot be"
            " transferred",
            *found.rules["invoice_too_old"],
        )
    address = command.payers[0].get("address") or {}
    missing = [word for word in _ADDRESS if not str(address.get(word) or "").strip()]
    if missing:
        raise Refusal(
            "forbidden",
            f"invoice {command.number} cannot be transferred without the debtor's address: it has no"
            f" {' and no '.join(missing)}",
            *found.rules["address_missing"],
        )
    _check_costs(state, found, intake, command, kind)


def _check_costs(state: State, found: Agency, intake: Intake, command: c.RegisterCase, kind: str) -> None:
    if command.reminders < 0 or (command.costs and command.costs.minor < 0):
        raise Refusal(
            "invalid", f"invoice {command.number}: reminders and their costs cannot be less than nothing"
        )
    if command.costs is None:
        return
    if command.costs.currency != command.principal.currency:
        raise Refusal(
            "invalid",
            f"invoice {command.number} is in {command.principal.currency}, and its costs are {command.costs}",
        )
    most = _most(state, found, intake, kind, command.costs.currency)
    if command.costs > most and state.settings[found.setting("costs_above_limit")] == "refused":
        raise Refusal(
            "forbidden",
            f"invoice {command.number} has cost {command.costs} in reminders; a {kind} is asked for {most} at most",
            *found.rules["costs_limited"],
        )


_TOLD = ("reminders", "einvoice", "external_number", "products", "ledger_account")


def told(state: State, found: Agency, command: c.RegisterCase, kind: str) -> dict[str, Any]:
    """Answer what else the company tells of an invoice that it hands over with it, in the words of the transfer."""
    return {"costs": _costs(state, found, command, kind), **{name: getattr(command, name) for name in _TOLD}}


def _costs(state: State, found: Agency, command: c.RegisterCase, kind: str) -> Money | None:
    """What the company's own reminders have cost, as far as that is collected; None for nothing."""
    if found.intake is None or command.costs is None or not command.costs.minor:
        return None
    return min(command.costs, _most(state, found, found.intake, kind, command.costs.currency))


def _most(state: State, found: Agency, intake: Intake, kind: str, currency: str) -> Money:
    return abroad(state, found, Money.parse(intake.costs[kind], state.currency), currency)


def start(state: State, found: Agency, usual: str, reminders: int) -> str:
    """Answer how a case begins of which the company has sent so many reminders itself."""
    if found.intake is None or not reminders:
        return usual
    chosen = choices(state, found.name)
    if chosen["start_from_collection"] and reminders < chosen["reminders"]:
        return found.intake.second_reminder
    return found.intake.demand


def unstarted(
    state: State, found: Agency, issued: date, principal: Money
) -> tuple[str, tuple[str, ...]] | None:
    """Answer how a case begins that does not start by itself, and by which rules; None for one that does."""
    if found.intake is None:
        return None
    if _is_older(state.today, issued, found.intake.started_years):
        return found.intake.unstarted, found.rules["invoice_old"]
    if at_home(state, found, principal) < Money.parse(found.intake.least, state.currency):
        return found.intake.unstarted, found.rules["sum_small"]
    return None


def _is_older(today: date, day: date, years: int) -> bool:
    """Whether a day lies more than so many years back; of 29 February these are over on 1 March."""
    return (today.year - years, today.month, today.day) > (day.year, day.month, day.day)
