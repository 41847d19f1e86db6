"""Invoices on their way: sent, delivered, and handed over to an agency when they are overdue.

Rules: ROPO-ACT-5, ROPO-TRF-1 to ROPO-TRF-5, ROPO-GEO-2 to ROPO-GEO-4, ROPO-CLS-1 for the first agency.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.domain import calendar
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import Refusal
from simulator.domain.lifecycle import Timer
from simulator.domain.money import Money
from simulator.domain.onboarding import agency
from simulator.domain.state import Appliers, Deciders, Held, Invoice, Reachers, State, Transfer

PARTY = ("name", "business_id", "einvoice_address", "country")
"""The words of an invoice's sender and recipient; a channel may add others of a recipient."""


def send(state: State, command: c.SendInvoice) -> list[f.Fact]:
    """Take an invoice in; its id is the client's own, or drawn. The same id again is a conflict."""
    if command.invoice in state.invoices:
        raise Refusal("conflict", f"an invoice with the id {command.invoice} exists already")
    earlier = len(state.invoice_ids.get(command.number, ()))
    invoice = command.invoice or state.draw.uuid("invoice", f"{command.number}/{earlier}")
    low, high = state.settings["invoice.delivery_minutes"]
    minutes = state.draw("delivery", invoice, low, high) if command.routed else 0
    deadline = f.Deadline(state.later(minutes), f"invoice:{invoice}", "deliver")
    fields = {name: getattr(command, name) for name in _COPIED}
    return [f.InvoiceSent(invoice=invoice, deadlines=(deadline,), **fields)]


_COPIED = (
    "number", "date", "due_date", "total", "total_without_tax", "reference", "sender", "recipient", "format",
    "filename", "document", "routed", "comment",
)  # fmt: skip


def hold_invoice(state: State, command: c.HoldInvoice) -> list[f.Fact]:
    """Say which debtor an invoice is for."""
    if command.debtor not in state.debtors:
        known = ", ".join(state.debtors) or "none"
        raise Refusal(
            "not_found", f"there is no debtor {command.debtor!r} in this sandbox; there are: {known}"
        )
    try:
        _day(state, command.invoice.get("date"))
        _day(state, command.invoice["due_date"])
        Money.parse(str(command.invoice["total"]), str(command.invoice["currency"]))
    except ValueError as error:
        raise Refusal("invalid", f"invoice {command.number!r} cannot be held: {error}") from error
    held = f.InvoiceHeld(
        number=command.number, debtor=command.debtor, invoice=command.invoice, sent=command.sent
    )
    if not command.sent or command.number in state.invoice_ids:
        return [held]
    return [held, _sent_elsewhere(state, command.number, command.invoice)]


def _day(state: State, written: object) -> date:
    """A date as a script has it; today where it has none. Raises ValueError for what is no date."""
    return date.fromisoformat(str(written)) if written else state.today


def _sent_elsewhere(state: State, number: str, invoice: dict[str, Any]) -> f.Fact:
    """An invoice that the company sent without its client: it is among the sent ones, and has no document."""
    total = Money.parse(str(invoice["total"]), str(invoice["currency"]))
    debtor = invoice.get("debtor") or {}
    identifier = state.draw.uuid("invoice", f"{number}/0")
    return f.InvoiceSent(
        invoice=identifier,
        number=number,
        date=_day(state, invoice.get("date")),
        due_date=_day(state, invoice["due_date"]),
        total=total,
        total_without_tax=total.share(10_000, 10_000 + state.law.vat_rate(state.today)),
        reference=str(invoice["reference"]) if invoice.get("reference") else None,
        sender={word: state.company[word] for word in PARTY},
        recipient={word: debtor[word] for word in PARTY if debtor.get(word)},
        format=str(invoice.get("format") or ""),
        filename="",
        document="",
        routed=False,
        deadlines=(f.Deadline(state.now, f"invoice:{identifier}", "deliver"),),
    )


def deliver(state: State, invoice: str, name: str) -> list[f.Fact]:
    """Let a sent invoice arrive."""
    return [f.InvoiceDelivered(invoice=invoice, number=state.invoices[invoice].sent.number)]


def transfer(state: State, command: c.TransferInvoice) -> list[f.Fact]:
    """Take a transfer in, or refuse it; the agency answers some minutes later."""
    found = agency(state, command.provider)
    invoice = state.invoices.get(command.invoice)
    if invoice is None:
        raise Refusal("not_found", f"this company has sent no invoice with the id {command.invoice}")
    kind = found.receivables.get(command.receivables_type)
    if kind is None:
        types = ", ".join(found.receivables)
        raise Refusal("invalid", f"receivables_type {command.receivables_type!r} is none of {types}")
    _fits(command, kind)
    principal = command.principal or invoice.sent.total
    _may_transfer(state, found, invoice, kind)
    _is_sound(invoice, principal)
    low, high = state.settings[f"{found.name}.transfer_minutes"]
    due = state.later(state.draw("transfer", command.invoice, low, high))
    outcome = "fail" if _is_early(state, found, invoice, kind) else "open_case"
    return [
        f.TransferRequested(
            invoice=command.invoice,
            number=invoice.sent.number,
            provider=found.name,
            debtor_kind=kind,
            collection_type=command.collection_type,
            receivables_type=command.receivables_type,
            principal=principal,
            due_date=invoice.sent.due_date,
            payers=command.payers,
            summary=command.summary,
            rules=found.rules[f"transfer_requested:{kind}"],
            deadlines=(f.Deadline(due, f"transfer:{command.invoice}", outcome),),
        )
    ]


def _may_transfer(state: State, found: Agency, invoice: Invoice, kind: str) -> None:
    """Refuse a transfer that the agency does not take at all, or not now."""
    status = state.service(found.name).status
    if status != "active":
        rule = "service_closed_to_transfers" if status == "closed" else "service_not_active"
        raise Refusal(
            "forbidden",
            f"invoice {invoice.sent.number} cannot be transferred: the service is {status}, and only an active one "
            "takes transfers",
            *found.rules[rule],
        )
    if invoice.sent.total.currency != found.currencies[state.country]:
        raise Refusal(
            "forbidden",
            f"invoice {invoice.sent.number} is in {invoice.sent.total.currency}; this account's currency is "
            f"{found.currencies[state.country]}, and only one can be used per account",
            *found.rules["currency_not_served"],
        )
    earlier = state.transfers.get(invoice.sent.invoice)
    if earlier is not None and earlier.status != "error":
        raise Refusal("forbidden", f"invoice {invoice.sent.number} has already been transferred")
    if state.settings[f"{found.name}.early_transfer"] == "refused" and _is_early(state, found, invoice, kind):
        rules = found.rules[f"transfer_too_early:{kind}"]
        raise Refusal("forbidden", f"{_too_early(found, invoice, kind)}, and today is {state.today}", *rules)


def _is_early(state: State, found: Agency, invoice: Invoice, kind: str) -> bool:
    return (state.today - invoice.sent.due_date).days < found.opens_after[kind]


def _too_early(found: Agency, invoice: Invoice, kind: str) -> str:
    return (
        f"invoice {invoice.sent.number} is due on {invoice.sent.due_date}; it can be transferred "
        f"{found.opens_after[kind]} days after that"
    )


def _fits(command: c.TransferInvoice, kind: str) -> None:
    """Refuse a debtor of another kind than the type of receivable says: each has its own days and fees."""
    payer = str(command.payers[0]["type"])
    if (payer == "person") != (kind == "consumer"):
        raise Refusal(
            "invalid",
            f"receivables_type {command.receivables_type!r} is for a {kind}, and the first payer is a {payer}",
        )


def _is_sound(invoice: Invoice, principal: Money) -> None:
    total = invoice.sent.total
    if principal.currency != total.currency or not 0 < principal.minor <= total.minor:
        raise Refusal(
            "invalid",
            f"the capital of invoice {invoice.sent.number} is {principal}; it must be more than zero and at most "
            f"the invoice's total, {total}",
        )


def finish_transfer(state: State, invoice: str, name: str) -> list[f.Fact]:
    """Let the agency answer a transfer: take it, or (`fail`) say why it does not."""
    return _fail(state, invoice) if name == "fail" else _open_case(state, invoice)


def _fail(state: State, invoice: str) -> list[f.Fact]:
    request = state.transfers[invoice].request
    found = state.agencies[request.provider]
    return [
        f.TransferFailed(
            invoice=invoice,
            number=request.number,
            provider=request.provider,
            reason=_too_early(found, state.invoices[invoice], request.debtor_kind),
            rules=found.rules[f"transfer_too_early:{request.debtor_kind}"],
        )
    ]


def _open_case(state: State, invoice: str) -> list[f.Fact]:
    """Let the agency take the transfer: one case, which begins its table."""
    request = state.transfers[invoice].request
    found = state.agencies[request.provider]
    start = found.starts[request.collection_type]
    row = found.lifecycle.find(found.lifecycle.start, start)
    if row is None:
        raise LookupError(f"the table of {found.name} has no row for {start!r} in its first state")
    case = state.draw.uuid("case", invoice)
    return [
        f.CaseOpened(
            case=case,
            invoice=invoice,
            number=request.number,
            provider=request.provider,
            debtor_kind=request.debtor_kind,
            debtor_name=str(request.payers[0]["name"]),
            collection_type=request.collection_type,
            receivables_type=request.receivables_type,
            principal=request.principal,
            due_date=request.due_date,
            reference=state.invoices[invoice].sent.reference,
            state=row.to,
            rules=row.rules,
            deadlines=tuple(case_deadline(state, case, request.debtor_kind, timer) for timer in row.timers),
        )
    ]


def case_deadline(state: State, case: str, kind: str, timer: Timer) -> f.Deadline:
    """Answer when a timer of a case runs out: at the agency's hour, on a banking day."""
    days = state.days(timer.after, kind)
    if timer.unit == "banking_days":
        day = calendar.add_banking_days(state.country, state.today, days)
    else:
        day = state.open_day(state.today + timedelta(days=days))
    return f.Deadline(state.local(day, state.settings["agency.letters_at"]), f"case:{case}", timer.name)


def _apply_sent(state: State, fact: f.InvoiceSent) -> None:
    state.invoices[fact.invoice] = Invoice(fact, state.now, actions=[(state.now, "created")])
    state.invoice_ids.setdefault(fact.number, []).append(fact.invoice)
    if fact.number in state.held:
        state.held[fact.number].received = True


def _apply_delivered(state: State, fact: f.InvoiceDelivered) -> None:
    invoice = state.invoices[fact.invoice]
    invoice.status = "delivered"
    invoice.actions.append((state.now, "delivered"))


def _apply_requested(state: State, fact: f.TransferRequested) -> None:
    state.transfers[fact.invoice] = Transfer(fact)
    state.invoices[fact.invoice].actions.append((state.now, fact.collection_type))


def _apply_failed(state: State, fact: f.TransferFailed) -> None:
    state.transfers[fact.invoice].status = "error"
    state.transfers[fact.invoice].reason = fact.reason


def _apply_held(state: State, fact: f.InvoiceHeld) -> None:
    state.held[fact.number] = Held(fact.debtor, fact.invoice, fact.sent or fact.number in state.invoice_ids)


DECIDE: Deciders = {c.SendInvoice: send, c.HoldInvoice: hold_invoice, c.TransferInvoice: transfer}
REACH: Reachers = {"invoice": deliver, "transfer": finish_transfer}
APPLY: Appliers = {
    f.InvoiceSent: _apply_sent,
    f.InvoiceDelivered: _apply_delivered,
    f.TransferRequested: _apply_requested,
    f.TransferFailed: _apply_failed,
    f.InvoiceHeld: _apply_held,
}
