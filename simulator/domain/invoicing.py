"""Invoices on their way: sent, delivered, and handed over to an agency when they are overdue.

Rules: ROPO-ACT-5, ROPO-TRF-1 to ROPO-TRF-5, ROPO-GEO-2 to ROPO-GEO-4, ROPO-CLS-1 for the first agency.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import Refusal
from simulator.domain.intake import check, told
from simulator.domain.money import Money
from simulator.domain.onboarding import agency
from simulator.domain.opening import opened_by
from simulator.domain.routing import fault_of, on_its_way, reason_of, route
from simulator.domain.state import Appliers, Deciders, Held, Invoice, Reachers, State, Transfer

PARTY = ("name", "business_id", "einvoice_address", "country")
"""The words of an invoice's sender and recipient; a channel may add others of a recipient."""


def send(state: State, command: c.SendInvoice) -> list[f.Fact]:
    """Take an invoice in; its id is the client's own, or drawn. The same id again is a conflict."""
    if command.invoice in state.invoices:
        raise Refusal("conflict", f"an invoice with the id {command.invoice} exists already")
    earlier = len(state.invoice_ids.get(command.number, ()))
    invoice = command.invoice or state.draw.uuid("invoice", f"{command.number}/{earlier}")
    fields = {name: getattr(command, name) for name in _COPIED}
    deadline = on_its_way(state, invoice, to_recipient=command.routed)
    return [f.InvoiceSent(invoice=invoice, deadlines=(deadline,), **fields)]


_COPIED = (
    "number", "date", "due_date", "total", "total_without_tax", "reference", "sender", "recipient", "format",
    "filename", "document", "routed", "comment", "language", "rows_total", "iban",
    "bic",
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
    debtor = invoice.get("debtor") or {}
    return _without_document(
        state,
        number=number,
        date=_day(state, invoice.get("date")),
        due_date=_day(state, invoice["due_date"]),
        total=Money.parse(str(invoice["total"]), str(invoice["currency"])),
        reference=str(invoice["reference"]) if invoice.get("reference") else None,
        recipient={word: debtor[word] for word in (*PARTY, "kind", "address") if debtor.get(word)},
        made_as=str(invoice.get("format") or ""),
    )


def _without_document(
    state: State,
    *,
    number: str,
    date: date,
    due_date: date,
    total: Money,
    recipient: dict[str, Any],
    reference: str | None = None,
    made_as: str = "",
) -> f.InvoiceSent:
    """An invoice that this sandbox has seen no document of."""
    identifier = state.draw.uuid("invoice", f"{number}/0")
    return f.InvoiceSent(
        invoice=identifier,
        number=number,
        date=date,
        due_date=due_date,
        total=total,
        total_without_tax=total.share(10_000, 10_000 + state.law.vat_rate(state.today)),
        reference=reference,
        sender={word: state.company[word] for word in PARTY},
        recipient=recipient,
        format=made_as,
        filename="",
        document="",
        routed=False,
        deadlines=(f.Deadline(state.now, f"invoice:{identifier}", "deliver"),),
    )


def deliver(state: State, invoice: str, name: str) -> list[f.Fact]:
    """Let a sent invoice arrive, or let the agency have it through which it goes (`route`)."""
    if name == "route":
        return route(state, invoice)
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
    _is_taken_here(state, found, command.receivables_type)
    return _taken(state, found, invoice.sent, kind, command)


def register(state: State, command: c.RegisterCase) -> list[f.Fact]:
    """Take a transfer in that brings its invoice with it; one that nobody knows is among the sent ones from now on."""
    found = agency(state, command.provider)
    kind = found.receivables[command.receivables_type]
    for case in state.case_ids.get(command.number, ()):
        if state.cases[case].opened.provider == found.name:
            raise Refusal(
                "conflict",
                f"there is already a case found for the invoice number {command.number}: {case}",
                *found.rules["number_known"],
            )
    check(state, found, command, kind)
    known = state.newest_of(command.number)
    if known is None:
        sent = _registered(state, command)
        return [sent, *_taken(state, found, sent, kind, command)]
    reference = known.sent.reference or command.reference
    sent = replace(known.sent, due_date=command.due_date, reference=reference)
    facts = _taken(state, found, sent, kind, command)
    if command.due_date == known.sent.due_date:
        return facts
    # A due date that was put off since then is the one that counts.
    return [replace(facts[0], rules=(*facts[0].rules, *found.rules.get("due_date_replaced", ()))), *facts[1:]]


def _registered(state: State, command: c.RegisterCase) -> f.InvoiceSent:
    """An invoice that is first heard of when it is handed over."""
    payer = command.payers[0]
    words = {"name": payer["name"], "business_id": payer.get("business_id")}
    return _without_document(
        state,
        number=command.number,
        date=command.date,
        due_date=command.due_date,
        total=command.total or command.principal,
        reference=command.reference,
        recipient={**words, "country": (payer.get("address") or {}).get("country")},
    )


def _taken(
    state: State, found: Agency, sent: f.InvoiceSent, kind: str, command: c.TransferInvoice | c.RegisterCase
) -> list[f.Fact]:
    """Hand a sent invoice over to an agency, which answers at once or some minutes later."""
    principal = command.principal or sent.total
    _may_transfer(state, found, sent, kind)
    _is_sound(sent, principal)
    at_once = found.answers == "at once"
    request = f.TransferRequested(
        invoice=sent.invoice,
        number=sent.number,
        provider=found.name,
        debtor_kind=kind,
        collection_type=command.collection_type,
        receivables_type=command.receivables_type,
        principal=principal,
        due_date=sent.due_date,
        payers=command.payers,
        summary=command.summary,
        own_id=command.own_id,
        auxiliary_name=command.auxiliary_name if isinstance(command, c.RegisterCase) else None,
        rules=found.rules[f"transfer_requested:{kind}"],
        deadlines=() if at_once else (_answer(state, found, sent, kind),),
        **(told(state, found, command, kind) if isinstance(command, c.RegisterCase) else {}),
    )
    return [request, *(opened_by(state, found, request, sent) if at_once else ())]


def _answer(state: State, found: Agency, sent: f.InvoiceSent, kind: str) -> f.Deadline:
    """When the agency answers a transfer, and how."""
    low, high = state.settings[found.setting("transfer_minutes")]
    due = state.later(state.draw("transfer", sent.invoice, low, high))
    turned_down = (
        state.settings[found.setting("first_transfer_error")] and sent.invoice not in state.transfers
    )
    outcome = "turn_down" if turned_down else "open_case"
    return f.Deadline(
        due, f"transfer:{sent.invoice}", "fail" if _is_early(state, found, sent, kind) else outcome
    )


def _may_transfer(state: State, found: Agency, sent: f.InvoiceSent, kind: str) -> None:
    """Refuse a transfer that the agency does not take at all, or not now."""
    service = state.service(found.name)
    status = service.status
    if status != "active" and not (status == "pending" and found.unsigned_start):
        rule = "service_closed_to_transfers" if status == "closed" else "service_not_active"
        raise Refusal(
            "forbidden",
            f"invoice {sent.number} cannot be transferred: the service is {status}, and only an active one "
            "takes transfers",
            *found.rules[rule],
        )
    if not service.prepared:
        raise Refusal(
            "forbidden",
            f"invoice {sent.number} cannot be transferred yet: the service was asked for a moment ago, and is being"
            " prepared",
            *found.rules["service_prepared"],
        )
    foreign = sent.total.currency != found.currencies[state.country]
    if foreign and not found.any_currency and "currency" not in found.faults:
        raise Refusal(
            "forbidden",
            f"invoice {sent.number} is in {sent.total.currency}; this account's currency is "
            f"{found.currencies[state.country]}, and only one can be used per account",
            *found.rules["currency_not_served"],
        )
    if _is_handed_over(state, sent):
        raise Refusal("forbidden", f"invoice {sent.number} has already been transferred")
    if _is_refused_early(state, found) and _is_early(state, found, sent, kind):
        rules = found.rules[f"transfer_too_early:{kind}"]
        raise Refusal("forbidden", f"{_too_early(found, sent, kind)}, and today is {state.today}", *rules)


def _is_handed_over(state: State, sent: f.InvoiceSent) -> bool:
    """Whether an invoice is on its way to an agency, or has or had a case with one: each has one case at most."""
    earlier = state.transfers.get(sent.invoice)
    cases = (state.cases[case] for case in state.case_ids.get(sent.number, ()))
    return (earlier is not None and earlier.status != "error") or any(
        case.opened.invoice == sent.invoice for case in cases
    )


def _is_refused_early(state: State, found: Agency) -> bool:
    """Whether an early transfer is refused: an agency that answers at once has no later at which it could fail."""
    practice = state.settings[found.setting("early_transfer")]
    return practice == "refused" or (practice == "error" and found.answers == "at once")


def _is_early(state: State, found: Agency, sent: f.InvoiceSent, kind: str) -> bool:
    return (state.today - sent.due_date).days < found.opens_after[kind]


def _too_early(found: Agency, sent: f.InvoiceSent, kind: str) -> str:
    days = found.opens_after[kind]
    after = "on the day" if days == 1 else f"{days} days"
    return f"invoice {sent.number} is due on {sent.due_date}; it can be transferred {after} after that"


def _fits(command: c.TransferInvoice, kind: str) -> None:
    """Refuse a debtor of another kind than the type of receivable says: each has its own days and fees."""
    payer = str(command.payers[0]["type"])
    if (payer == "person") != (kind == "consumer"):
        raise Refusal(
            "forbidden",
            f"receivables_type {command.receivables_type!r} is for a {kind}, and the first payer is a {payer}",
        )


def _is_taken_here(state: State, found: Agency, receivables_type: str) -> None:
    """Refuse a type of receivable that the agency takes in other countries only."""
    countries = found.only_in.get(receivables_type)
    if countries is not None and state.country not in countries:
        raise Refusal(
            "forbidden",
            f"receivables_type {receivables_type!r} is taken in {', '.join(sorted(countries))} only, and this"
            f" company is in {state.country}",
            *found.rules["type_not_served"],
        )


def _is_sound(sent: f.InvoiceSent, principal: Money) -> None:
    total = sent.total
    if principal.currency != total.currency or not 0 < principal.minor <= total.minor:
        raise Refusal(
            "forbidden",
            f"the capital of invoice {sent.number} is {principal}; it must be more than zero and at most "
            f"the invoice's total, {total}",
        )


def finish_transfer(state: State, invoice: str, name: str) -> list[f.Fact]:
    """Let the agency answer a transfer: take it, or say why it does not (`fail` too early, `turn_down` else)."""
    request = state.transfers[invoice].request
    found = state.agencies[request.provider]
    if name == "open_case":
        return _refused(state, found, request) or _open_case(state, invoice)
    if name == "turn_down":
        return [_failed(request, str(state.settings[found.setting("first_transfer_error")]))]
    reason = _too_early(found, state.invoices[invoice].sent, request.debtor_kind)
    return [_failed(request, reason, *found.rules[f"transfer_too_early:{request.debtor_kind}"])]


def _refused(state: State, found: Agency, request: f.TransferRequested) -> list[f.Fact]:
    """The end of a transfer that the agency cannot take; nothing if it can.

    Whom the transfer names counts, not whom the invoice was sent to: an address that has been put right is right.
    """
    invoice = state.invoices[request.invoice]
    for payer in request.payers:
        asked = replace(invoice, sent=replace(invoice.sent, recipient=payer))
        fault = fault_of(state, found, asked)
        if fault:
            return [_failed(request, reason_of(found, fault, asked), *found.rules[f"fault:{fault}"])]
    return []


def _failed(request: f.TransferRequested, reason: str, *rules: str) -> f.Fact:
    return f.TransferFailed(
        invoice=request.invoice, number=request.number, provider=request.provider, reason=reason, rules=rules
    )


def _open_case(state: State, invoice: str) -> list[f.Fact]:
    """Let the agency take the transfer that it was asked for earlier."""
    request = state.transfers[invoice].request
    return opened_by(state, state.agencies[request.provider], request, state.invoices[invoice].sent)


def _apply_sent(state: State, fact: f.InvoiceSent) -> None:
    state.invoices[fact.invoice] = Invoice(fact, state.now, actions=((state.now, "created"),))
    state.invoice_ids[fact.number] = (*state.invoice_ids.get(fact.number, ()), fact.invoice)
    if fact.number in state.held:
        state.held[fact.number].received = True


def _apply_delivered(state: State, fact: f.InvoiceDelivered) -> None:
    invoice = state.invoices[fact.invoice]
    invoice.status = "delivered"
    invoice.actions += ((state.now, "delivered"),)


def _apply_requested(state: State, fact: f.TransferRequested) -> None:
    state.transfers[fact.invoice] = Transfer(fact)
    state.invoices[fact.invoice].actions += ((state.now, fact.collection_type),)


def _apply_failed(state: State, fact: f.TransferFailed) -> None:
    state.transfers[fact.invoice].status = "error"
    state.transfers[fact.invoice].reason = fact.reason


def _apply_held(state: State, fact: f.InvoiceHeld) -> None:
    state.held[fact.number] = Held(fact.debtor, fact.invoice, fact.sent or fact.number in state.invoice_ids)


DECIDE: Deciders = {
    c.SendInvoice: send,
    c.HoldInvoice: hold_invoice,
    c.TransferInvoice: transfer,
    c.RegisterCase: register,
}
REACH: Reachers = {"invoice": deliver, "transfer": finish_transfer}
APPLY: Appliers = {
    f.InvoiceSent: _apply_sent,
    f.InvoiceDelivered: _apply_delivered,
    f.TransferRequested: _apply_requested,
    f.TransferFailed: _apply_failed,
    f.InvoiceHeld: _apply_held,
}
