"""Overdue invoices, handed over to an agency one by one, and how that went."""

from __future__ import annotations

from typing import Any

from simulator.channels.maventa.refusals import carry_out, invalid, not_found, sent_invoice
from simulator.channels.maventa.services import ROPO
from simulator.domain.commands import TransferInvoice
from simulator.domain.money import Money
from simulator.domain.state import Invoice, State
from simulator.port import Answer, Call

_AMILI = "visma_amili"
_SUMS = ("capital_amount", "reminder_amount", "interest_amount")
_BUYERS = {"company": ("b2b", "company"), "consumer": ("b2c", "person")}


def transfer_to_ropo(call: Call) -> Answer:
    """Ask Ropo to take an overdue invoice."""
    return _transfer(call, ROPO)


def transfer_to_amili(call: Call) -> Answer:
    """Ask Amili to take an overdue invoice."""
    return _transfer(call, _one_by_one(call.world.state))


def _transfer(call: Call, provider: str) -> Answer:
    body, invoice = call.body, sent_invoice(call)
    command = TransferInvoice(
        invoice=invoice.sent.invoice,
        provider=provider,
        collection_type=body["collection_type"],
        receivables_type=body["receivables_type"],
        principal=_principal(body.get("amounts"), invoice),
        payers=tuple(body["payers"]),
        summary=body.get("assignment_summary"),
    )
    carry_out(call, command)
    return Answer(202)


def transfer_by_the_older_call(call: Call) -> Answer:
    """Ask Amili to take an overdue invoice from the one whom its document names."""
    body, invoice = call.body, sent_invoice(call)
    _can_be_meant(body)
    kind, payer = _buyer(invoice)
    total = body.get("collectable_amount")
    command = TransferInvoice(
        invoice=invoice.sent.invoice,
        provider=_one_by_one(call.world.state),
        collection_type=body["collection_type"],
        receivables_type=kind,
        principal=_principal(body.get("amounts"), invoice) if total is None else _sum(total, invoice),
        payers=(payer,),
        summary=body.get("assignment_summary"),
    )
    carry_out(call, command)
    return Answer(202)


def _one_by_one(state: State) -> str:
    """The one of Amili's two agencies to which single invoices are handed over."""
    ours = (name for name, found in state.agencies.items() if found.party == _AMILI and not found.routes)
    return next(ours)


def _can_be_meant(body: dict[str, Any]) -> None:
    """Refuse what the API document says cannot be combined, or is another agency's."""
    if "collectable_amount" in body and "amounts" in body:
        raise invalid("collectable_amount: cannot be used together with amounts; give one of the two")
    options = body.get("industry_specific_options") or {}
    if options:
        names = ", ".join(sorted(options))
        raise invalid(f"industry_specific_options: Amili supports none of them, and {names} was given")


def _buyer(invoice: Invoice) -> tuple[str, dict[str, Any]]:
    """The type of receivable, and whom the invoice itself is for."""
    recipient = invoice.sent.recipient
    receivable, kind = _BUYERS[str(recipient.get("kind") or "company")]
    named = {word: recipient[word] for word in ("business_id", "address") if recipient.get(word)}
    return receivable, {"type": kind, "name": str(recipient.get("name") or ""), **named}


def _principal(amounts: dict[str, Any] | None, invoice: Invoice) -> Money | None:
    """The principal of a claim that is split; every sum of it is one of money."""
    if amounts is None:
        return None
    sums = {name: _sum(amounts[name], invoice, "amounts") for name in _SUMS if name in amounts}
    return sums["capital_amount"]


def _sum(number: float, invoice: Invoice, field: str = "collectable_amount") -> Money:
    try:
        return Money.from_number(number, invoice.sent.total.currency)
    except ValueError as error:
        raise invalid(f"{field}: {error}") from error


def transfer_status(call: Call) -> Answer:
    """Say how the transfer of an invoice goes."""
    invoice = sent_invoice(call)
    transfer = call.world.state.transfers.get(invoice.sent.invoice)
    if transfer is None:
        raise not_found(f"id: invoice {invoice.sent.invoice} was never transferred")
    body: dict[str, Any] = {
        "status": transfer.status,
        "collectable_amount": transfer.request.principal.number,
    }
    if transfer.reason is not None:
        body["error_reason"] = transfer.reason
    if transfer.case is not None:
        body["url"] = f"{call.base_url}/v1/assignments/{transfer.case}"
    return Answer(200, body)


OPERATIONS = {
    "postV2InvoicesIdAssignmentRopo": transfer_to_ropo,
    "postV2InvoicesIdAssignmentAmili": transfer_to_amili,
    "postV1InvoicesIdAssignment": transfer_by_the_older_call,
    "getV2InvoicesIdAssignment": transfer_status,
    "getV1InvoicesIdAssignment": transfer_status,
}
