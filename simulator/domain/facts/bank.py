"""Money at the bank."""

from __future__ import annotations

import datetime
from dataclasses import field
from typing import Any

from simulator.domain.facts.base import Fact
from simulator.domain.money import Money
from simulator.domain.record import record


@record(kw_only=True)
class CreditorPaid(Fact):
    """A debtor paid the company's own account; `booked` is the banking day on which the bank books it."""

    payment: str
    number: str
    amount: Money
    account: str
    payer: str
    reference: str | None
    booked: datetime.date


@record()
class SettlementRow:
    """One invoice's part of a settlement."""

    case: str
    number: str
    reference: str | None
    amount: Money


@record(kw_only=True)
class PrincipalSettled(Fact):
    """The agency paid the collected principal to the company's account: one entry, a row an invoice.

    `lot` is the payout that it belongs to, as `settling.pay_out` names it.
    """

    settlement: str
    provider: str
    account: str
    booked: datetime.date
    total: Money
    rows: tuple[SettlementRow, ...]
    lot: str = "principal"


@record(kw_only=True)
class InterestSettled(Fact):
    """The agency paid a month's collected interest as one sum, without an invoice; `month` is `2026-02`."""

    settlement: str
    provider: str
    account: str
    booked: datetime.date
    total: Money
    month: str
    rows: tuple[SettlementRow, ...]


@record()
class FeeRow:
    """One case's part of an agency's invoice.

    `what` is `vat_share`, `cancelled_fees`, `official_expenses` or `group_charges`.
    """

    case: str
    number: str
    what: str
    net: Money
    vat: Money


@record(kw_only=True)
class FeesInvoiced(Fact):
    """The agency invoiced the company for a month: tax on fees that debtors paid, cancelled fees, expenses.

    `law` is the row of law by which tax was added; empty where none was. `billing` is the address to which the invoice
    goes, where the company gave one with its order.
    """

    invoice: str
    provider: str
    month: str
    date: datetime.date
    total: Money
    rows: tuple[FeeRow, ...]
    law: str
    assumed: bool
    billing: dict[str, Any] = field(default_factory=dict)
