"""What Kravia pays out: each invoice by itself, or a day's journal with a suggestion of how to book it; booked once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from simulator.channels.kravia.access import KRAVIA, carry_out, not_found
from simulator.documents.sheet import Page, Table, pdf
from simulator.domain.commands import MarkBookkept
from simulator.domain.facts import BatchSettled, PrincipalSettled
from simulator.domain.money import Money
from simulator.domain.state import State
from simulator.port import Answer, Call, Problem

Settlement = PrincipalSettled | BatchSettled


def listed(call: Call) -> Answer:
    """List the settlements, in the order in which they were made; without those that are booked, if that is wanted."""
    state = call.world.state
    open_only = str(call.query.get("ExcludeClosed") or "").lower() == "true"
    found = [each for each in _settlements(state) if not (open_only and each.settlement in state.bookkept)]
    return Answer(200, {"settlements": [_shown(call, each) for each in found]})


def mark_bookkept(call: Call) -> Answer:
    """Close a settlement that the creditor has booked; a second time it stays closed."""
    settlement = _settlement(call)
    booked = MarkBookkept(settlement=settlement.settlement, accounting_id=call.query["internalAccountingId"])
    carry_out(call, booked)
    return Answer(200, _shown(call, settlement))


def _settlements(state: State) -> list[Settlement]:
    """Kravia's settlements, the oldest first: payments of single invoices, and journals, which the bank pays later."""
    alone = (fact for fact in _payments(state) if fact.batch is None)
    return sorted((*alone, *state.batches.values()), key=_day)


def _payments(state: State) -> Iterator[PrincipalSettled]:
    """What Kravia has paid to the creditor's account."""
    for movement in state.movements:
        if isinstance(movement.fact, PrincipalSettled) and movement.fact.provider == KRAVIA:
            yield movement.fact


def _day(settlement: Settlement) -> date:
    return settlement.day if isinstance(settlement, BatchSettled) else settlement.booked


def _settlement(call: Call) -> Settlement:
    wanted = call.path["settlementId"]
    for settlement in _settlements(call.world.state):
        if settlement.settlement == wanted:
            return settlement
    raise not_found(f"this creditor has no settlement {wanted}")


def _shown(call: Call, settlement: Settlement) -> dict[str, Any]:
    state = call.world.state
    booked = state.bookkept.get(settlement.settlement)
    is_batch = isinstance(settlement, BatchSettled)
    return {
        "settlementId": settlement.settlement,
        "form": "DailyBatch" if is_batch else "ReferencePayment",
        "date": _day(settlement).isoformat(),
        "amount": settlement.total.number,
        "currencyCode": settlement.total.currency,
        "status": "Closed" if booked else "Open",
        "internalAccountingId": booked.accounting_id if booked else None,
        "bankTransaction": _transaction(state, settlement),
        "bookkeepingSuggestion": _suggestion(state, settlement),
        "pdfUrl": f"{call.base_url}/api/v2/settlements/{settlement.settlement}/pdf" if is_batch else None,
    }


def _transaction(state: State, settlement: Settlement) -> dict[str, Any] | None:
    """The payment on the creditor's account; None while the bank has yet to pay a journal."""
    paid = _payment(state, settlement)
    if paid is None:
        return None
    return {
        "payer": str(state.settings["kravia.payer_name"]),
        "account": paid.account,
        "bookingDate": paid.booked.isoformat(),
        "amount": paid.total.number,
        "reference": None if paid.batch else paid.rows[0].reference,
    }


def _payment(state: State, settlement: Settlement) -> PrincipalSettled | None:
    if isinstance(settlement, PrincipalSettled):
        return settlement
    facts = (movement.fact for movement in state.movements)
    return next(
        (
            fact
            for fact in facts
            if isinstance(fact, PrincipalSettled) and fact.batch == settlement.settlement
        ),
        None,
    )


def _suggestion(state: State, settlement: Settlement) -> list[dict[str, Any]]:
    """How to book it: the journal's sum on its account, against the invoices that it pays; or the one that is paid."""
    if isinstance(settlement, BatchSettled):
        total = _row(settlement.day, settlement.account, settlement.total)
        return [
            total,
            *(_against(state, row.case, row.paid, row.account, row.amount) for row in settlement.rows),
        ]
    return [_against(state, row.case, settlement.booked, None, row.amount) for row in settlement.rows]


def _against(state: State, case: str, day: date, account: str | None, amount: Money) -> dict[str, Any]:
    """An invoice's row; without an account where none was found."""
    opened = state.cases[case].opened
    return {
        **_row(day, account, -amount),
        "invoiceId": int(case),
        "invoiceNo": opened.number,
        "accountingInvoiceId": opened.own_id,
    }


def _row(day: date, account: str | None, amount: Money) -> dict[str, Any]:
    return {"bookingDate": day.isoformat(), "ledgerAccount": account, "amount": amount.number}


def as_pdf(call: Call) -> Answer:
    """Answer a journal as a PDF."""
    settlement = _settlement(call)
    if not isinstance(settlement, BatchSettled):
        raise not_found(
            f"settlement {settlement.settlement} is the payment of one invoice: it has no journal"
        )
    try:
        return Answer(200, pdf(_page(call.world.state, settlement)), "application/pdf")
    except ModuleNotFoundError as error:
        why = f"a PDF cannot be written without {error.name}: python -m pip install 'dunbox[pdf]'"
        raise Problem(503, "", "", [why]) from error


def _page(state: State, journal: BatchSettled) -> Page:
    rows = [
        (
            f"{row.number}, {row.account or 'no account found'}, {row.reference or 'no reference'}",
            str(row.amount),
        )
        for row in journal.rows
    ]
    return Page(
        language="en",
        title=f"Payments of {journal.day}",
        sender=str(state.settings["kravia.payer_name"]),
        day=journal.day.isoformat(),
        to=(str(state.company["name"]), str(state.company["business_id"])),
        blocks=(
            f"These invoices were paid to us. Their sum is booked on account {journal.account}; our payment clears it.",
            Table((*rows, (f"On account {journal.account}", str(journal.total))), sums=True),
            f"Settlement {journal.settlement}. This is a sandbox: no money has moved.",
        ),
    )


OPERATIONS = {
    "getApiV2Settlements": listed,
    "patchApiV2SettlementsSettlementIdBookkeep": mark_bookkept,
    "getApiV2SettlementsSettlementIdPdf": as_pdf,
}
