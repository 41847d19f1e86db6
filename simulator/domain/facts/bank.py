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

    `lot` is the payout that it belongs to, as `settling.pay_out` names it; `batch` the `BatchSettled` that it pays,
    whose invoices were paid by that already: the bank shows one sum without their references.
    """

    settlement: str
    provider: str
    account: str
    booked: datetime.date
    total: Money
    rows: tuple[SettlementRow, ...]
    lot: str = "principal"
    batch: str | None = None


@record()
class BatchRow:
    """One invoice's part of a batch; `account` is the one of the company's books, None where none was found."""

    case: str
    number: str
    reference: str | None
    amount: Money
    paid: datetime.date
    account: str | None


@record(kw_only=True)
class BatchSettled(Fact):
    """The agency's journal of a `day`: these invoices are paid. Its sum stands on `account` until the bank pays it.

    `lot` is the payout that the bank will pay, as `settling.pay_out` names it.
    """

    settlement: str
    provider: str
    day: datetime.date
    total: Money
    account: str
    rows: tuple[BatchRow, ...]
    lot: str


@record(kw_only=True)
class SettlementBookkept(Fact):
    """The company has booked a settlement: it is closed. `accounting_id` is what its own books call it."""

    settlement: str
    provider: str
    accounting_id: str


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
