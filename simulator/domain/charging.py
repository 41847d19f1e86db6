"""What an agency invoices to the company each month: tax on fees that debtors paid, cancelled fees, expenses.

Nothing of it is netted from what it collected. Rules: ROPO-FEE-1, ROPO-FEE-2, ROPO-FEE-3 for the first agency.
"""

from __future__ import annotations

from datetime import date, timedelta

from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Appliers, Reachers, State

_RULES = {
    "vat_share": "vat_share_invoiced",
    "cancelled_fees": "cancelled_fees_invoiced",
    "official_expenses": "expenses_invoiced",
    "group_charges": "group_charges_invoiced",
}


def fees_due(state: State, provider: str) -> tuple[f.Deadline, ...]:
    """Set the agency's invoice of this month: on the first banking day of the next."""
    due = state.local(state.open_day(_next_month(state.today)), state.settings["agency.payout_at"])
    return (f.Deadline(due, f"fees:{provider}", f"{state.today:%Y-%m}"),)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def invoice_fees(state: State, provider: str, month: str) -> list[f.Fact]:
    """Invoice what came up in a month; nothing if nothing did."""
    found = state.owed_by(provider).fees.get(month)
    if not found:
        return []
    last = _next_month(date.fromisoformat(f"{month}-01")) - timedelta(days=1)
    rate = state.law.vat(last)
    rows = tuple(_row(state, case, what, amount, rate.basis_points) for (case, what), amount in found.items())
    rules = state.agencies[provider].rules
    kinds = dict.fromkeys(row.what for row in rows)
    taxed = any(row.vat.minor for row in rows)
    return [
        f.FeesInvoiced(
            invoice=f"{provider}-{month}",
            provider=provider,
            month=month,
            date=state.today,
            total=Money.total((row.net + row.vat for row in rows), rows[0].net.currency),
            rows=rows,
            law=rate.source if taxed else "",
            assumed=taxed and rate.assumed,
            billing=state.given(provider, "billing_address") or {},
            rules=tuple(rule for kind in kinds for rule in rules[_RULES[kind]]),
        )
    ]


def _row(state: State, case: str, what: str, amount: Money, rate: int) -> f.FeeRow:
    """One row: of fees that the debtor paid the tax alone, and none on what the authorities ask."""
    nothing = amount - amount
    vat = nothing if what == "official_expenses" else amount.share(rate, 10_000)
    net = nothing if what == "vat_share" else amount
    return f.FeeRow(case, state.cases[case].opened.number, what, net, vat)


def keep(state: State, case: str, what: str, amount: Money) -> None:
    """Keep what has to be invoiced at the end of this month."""
    month = state.owed_by(state.cases[case].opened.provider).fees.setdefault(f"{state.today:%Y-%m}", {})
    month[case, what] = month.get((case, what), amount - amount) + amount


def _apply_invoiced(state: State, fact: f.FeesInvoiced) -> None:
    del state.owed_by(fact.provider).fees[fact.month]


REACH: Reachers = {"fees": invoice_fees}
APPLY: Appliers = {f.FeesInvoiced: _apply_invoiced}
