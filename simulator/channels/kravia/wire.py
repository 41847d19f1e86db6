"""To and from Kravia's shapes. Amounts are JSON numbers; moments UTC without a zone, with seven decimals.

What no document states is assumed, see `sources.yaml`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from simulator.domain.lifecycle import Lifecycle
from simulator.domain.money import Money
from simulator.domain.state import Case

STATUS = {
    "unapproved": "AwaitingApproval",
    "not_started": "NotStarted",
    "combined": "Combined",
    "opened": "Registered",
    "reminded": "ReminderSent",
    "reminded_twice": "ReminderSent",
    "awaiting_demand_approval": "AwaitingDemandApproval",
    "demanded": "PaymentDemandSent",
    "awaiting_approval": "AwaitingLegalApproval",
    "disputed": "Disputed",
    "more_time": "MoreTimeGiven",
    "promised": "PaymentPromised",
    "payment_plan": "PaymentPlan",
    "on_hold": "Suspended",
    "legal_collection": "LegalCollection",
    "enforcement": "Enforcement",
    "charges_open": "CapitalPaid",
    "closed": "Closed",
}
"""What a client is told of a case's state."""

_NEEDED = {
    "unapproved": "Approve",
    "not_started": "Start",
    "awaiting_demand_approval": "ApprovePaymentDemand",
    "awaiting_approval": "ApproveLegalCollection",
}
_POSSIBLE = {"suspended": "Suspend", "resumed": "Resume", "stopped": "Stop"}


def moment(instant: datetime) -> str:
    """A moment as this wire writes it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0")


def money(amount: float | str, currency: str) -> Money:
    """An amount that was sent, a number or text; raises ValueError for one that no money of the currency can be."""
    if isinstance(amount, str):
        return Money.parse(amount, currency)
    return Money.from_number(amount, currency)


def flag(given: bool | str | None) -> bool:
    """A yes or no that was sent, as a boolean or as text; no where nothing was."""
    return str(given).lower() == "true"


def updated(case: Case) -> datetime:
    """When something last happened to a case."""
    return case.events[-1].at


def row(case: Case) -> dict[str, Any]:
    """A case as a search answers it."""
    return {
        "invoiceId": int(case.id),
        "accountingInvoiceId": case.opened.own_id,
        "invoiceNo": case.opened.number,
        "status": STATUS[case.state],
        "lastUpdatedTime": moment(updated(case)),
    }


def actions(case: Case, table: Lifecycle) -> list[str]:
    """What the company can do in the portal now: first what Kravia waits for, then what else its table takes."""
    takes = table.takes(case.state)
    needed = [_NEEDED[case.state]] if case.state in _NEEDED else []
    return [*needed, *(action for on, action in _POSSIBLE.items() if on in takes)]


def needed(case: Case) -> str | None:
    """What Kravia waits for, or None."""
    return _NEEDED.get(case.state)


def details(case: Case, table: Lifecycle, creditor: int) -> dict[str, Any]:
    """A case as it stands, without what has happened to it."""
    opened = case.opened
    return {
        **row(case),
        "creditorId": creditor,
        "dueDate": opened.due_date.isoformat(),
        "currencyCode": opened.principal.currency,
        "debtorName": opened.debtor_name,
        "closedReason": case.reason,
        "registeredTime": moment(case.opened_at),
        "originalAmount": opened.principal.number,
        "outstanding": {
            "capital": case.open_principal.number,
            "fees": case.open_fees.number,
            "interest": case.open_interest.number,
        },
        "availableActions": actions(case, table),
        "actionNeeded": needed(case),
    }
