"""Invoices that go through an agency on their way: what it makes of each, and what it cannot take.

Maventa takes the invoice, the agency puts its own payment details on it and gives it back, and then it is delivered.
Rules: KASSA-INV-1 to KASSA-INV-5, KASSA-DATA-1 to KASSA-DATA-7, KASSA-DUP-1 to KASSA-DUP-4, KASSA-B2C-1 to KASSA-B2C-3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.domain import addresses, calendar
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.following import closing, open_amounts
from simulator.domain.identifiers import payment_reference
from simulator.domain.opening import Claim, opened
from simulator.domain.state import Appliers, Case, Deciders, Invoice, State

_KINDS = {"company": "b2b", "consumer": "b2c"}


def router(state: State) -> Agency | None:
    """Answer the agency through which the company's invoices go now, or None."""
    routing = (found for found in state.agencies.values() if found.routes)
    return next((found for found in routing if state.service(found.name).status == "active"), None)


def route(state: State, invoice_id: str) -> list[f.Fact]:
    """Let the agency have an invoice: it goes through, past it, or nowhere.

    An invoice whose agency was closed meanwhile goes on as it is.
    """
    invoice, found = state.invoices[invoice_id], router(state)
    about: dict[str, Any] = {"invoice": invoice_id, "number": invoice.sent.number}
    if found is None:
        return [f.InvoiceDelivered(**about)]
    about["provider"] = found.name
    past = _goes_past(state, found, invoice)
    if past:
        rules = found.rules[f"past:{past}"]
        return [f.InvoiceBypassed(why=past, rules=rules, deadlines=_delivery(state, invoice), **about)]
    fault = fault_of(state, found, invoice)
    if fault:
        return _failed(state, found, invoice, fault, about)
    return [
        _routed(state, found, invoice, about),
        *_replaced(state, found, invoice),
        _case(state, found, invoice, found.starts["routed"]),
    ]


def _failed(state: State, found: Agency, invoice: Invoice, fault: str, about: dict[str, Any]) -> list[f.Fact]:
    """An invoice in error has a case too, unless it is refused as the second of its number."""
    reason = reason_of(found, fault, invoice)
    failed = f.InvoiceFailed(fault=fault, reason=reason, rules=found.rules[f"fault:{fault}"], **about)
    if fault == "duplicate":
        return [failed]
    return [failed, *_replaced(state, found, invoice), _case(state, found, invoice, found.starts["failed"])]


def _goes_past(state: State, found: Agency, invoice: Invoice) -> str | None:
    """Why the agency has nothing to do with an invoice; None if it has."""
    sent = invoice.sent
    if sent.total.currency != found.currencies[state.country]:
        return "currency"
    return "consumer_grace" if _by_bank(invoice) and _in_grace(state, found) else None


def _by_bank(invoice: Invoice) -> bool:
    return kind_of(invoice) == "consumer" and bool(invoice.sent.recipient.get("by_bank"))


def _in_grace(state: State, found: Agency) -> bool:
    """Whether it is still the time in which the company tells its consumers' banks of the agency's account."""
    since = state.service(found.name).activated_at
    if since is None:
        return False
    first = calendar.local_date(state.zone, since)
    days = int(state.settings[found.setting("consumer_grace_banking_days")])
    return state.today <= calendar.add_banking_days(state.country, first, days)


def kind_of(invoice: Invoice) -> str:
    """Answer whether an invoice is a `company`'s or a `consumer`'s; one that does not say is a company's."""
    return str(invoice.sent.recipient.get("kind") or "company")


def fault_of(state: State, found: Agency, invoice: Invoice) -> str | None:
    """Answer in one word why the agency cannot take an invoice, or None: the first of the faults that it looks for."""
    return next((name for name in found.faults if _FAULTS[name](state, found, invoice)), None)


def reason_of(found: Agency, fault: str, invoice: Invoice) -> str:
    """Answer what the agency says of a fault."""
    address = invoice.sent.recipient.get("address") or {}
    return found.faults[fault].format(city=address.get("city") or "", format=invoice.sent.format)


def _wrong_format(state: State, found: Agency, invoice: Invoice) -> bool:
    return invoice.sent.format in state.settings[found.setting("unsupported_formats")]


def _wrong_currency(state: State, found: Agency, invoice: Invoice) -> bool:
    return invoice.sent.total.currency != found.currencies[state.country]


def _banks_untold(state: State, found: Agency, invoice: Invoice) -> bool:
    return _by_bank(invoice) and str(state.settings[found.setting("iban")]) not in state.accounts_told


def _is_duplicate(state: State, found: Agency, invoice: Invoice) -> bool:
    return any(_stands_against(state, case, invoice) for case in _same_number(state, found, invoice))


def _same_number(state: State, found: Agency, invoice: Invoice) -> list[Case]:
    """The cases of other invoices of the same number at the agency's company."""
    cases = (state.cases[case] for case in state.case_ids.get(invoice.sent.number, ()))
    return [
        case
        for case in cases
        if state.agencies[case.opened.provider].party == found.party
        and case.opened.invoice != invoice.sent.invoice
    ]


def _stands_against(state: State, case: Case, invoice: Invoice) -> bool:
    """Whether a case forbids another invoice of its number.

    It does not for one of another date, nor once it has ended with nothing paid or credited, nor while its own
    invoice is in error with nothing paid or credited.
    """
    earlier = state.invoices[case.opened.invoice]
    if earlier.sent.date != invoice.sent.date:
        return False
    left = case.given_back or case.open_principal
    return left != case.opened.principal or (case.closed_at is None and earlier.status != "failed")


def _replaced(state: State, found: Agency, invoice: Invoice) -> list[f.Fact]:
    """The ends of cases whose invoices were in error, in whose place this one of the same number and date comes."""
    ends = []
    for case in _same_number(state, found, invoice):
        earlier = state.invoices[case.opened.invoice]
        row = found.lifecycle.find(case.state, "sent_anew")
        if row and case.closed_at is None and earlier.status == "failed" and _is_same_day(earlier, invoice):
            ends.append(closing(state, case, row, open_amounts(case)))
    return ends


def _is_same_day(one: Invoice, other: Invoice) -> bool:
    return one.sent.date == other.sent.date


def _due_too_soon(state: State, found: Agency, invoice: Invoice) -> bool:
    days = int(state.settings[found.setting("due_date_banking_days")])
    sent_on = calendar.local_date(state.zone, invoice.at)
    return invoice.sent.due_date < calendar.add_banking_days(state.country, sent_on, days)


def _no_address(state: State, found: Agency, invoice: Invoice) -> bool:
    address = invoice.sent.recipient.get("address") or {}
    return not all(address.get(part) for part in ("street", "postal_code", "city"))


def _postal_code_unknown(state: State, found: Agency, invoice: Invoice) -> bool:
    return not addresses.is_found(state, found, invoice.sent.recipient.get("address") or {})


def _rows_differ(state: State, found: Agency, invoice: Invoice) -> bool:
    return invoice.sent.rows_total is not None and invoice.sent.rows_total != invoice.sent.total


def _no_reference(state: State, found: Agency, invoice: Invoice) -> bool:
    return not invoice.sent.reference


_FAULTS: Mapping[str, Callable[[State, Agency, Invoice], bool]] = {
    "format": _wrong_format,
    "currency": _wrong_currency,
    "duplicate": _is_duplicate,
    "consumer_bank": _banks_untold,
    "due_date": _due_too_soon,
    "address": _no_address,
    "postal_code": _postal_code_unknown,
    "rows": _rows_differ,
    "reference": _no_reference,
}
"""What can be wrong with an invoice. An agency's `faults` says which of it is looked for, in which order."""


def _routed(state: State, found: Agency, invoice: Invoice, about: dict[str, Any]) -> f.Fact:
    """What the recipient is told, in place of what the company wrote."""
    settings, draw = state.settings, state.draw
    drawn = draw("routed reference", invoice.sent.invoice, 10**11, 10**12 - 1)
    return f.InvoiceRouted(
        iban=str(settings[found.setting("iban")]),
        bic=str(settings[found.setting("bic")]),
        payee=str(settings[found.setting("payee")]),
        reference=payment_reference(state.country, str(drawn)),
        login=str(draw("online login", invoice.sent.invoice, 10**7, 10**8 - 1)),
        password=str(draw("online password", invoice.sent.invoice, 10**5, 10**6 - 1)),
        rules=found.rules["invoice_routed"],
        deadlines=_delivery(state, invoice),
        **about,
    )


def _delivery(state: State, invoice: Invoice) -> tuple[f.Deadline, ...]:
    """When an invoice that was let through reaches its recipient."""
    low, high = state.settings["invoice.delivery_minutes"]
    minutes = state.draw("delivery", invoice.sent.invoice, low, high) if invoice.sent.routed else 0
    return (f.Deadline(state.later(minutes), f"invoice:{invoice.sent.invoice}", "deliver"),)


def _case(state: State, found: Agency, invoice: Invoice, start: str) -> f.Fact:
    kind = kind_of(invoice)
    claim = Claim(
        debtor_kind=kind,
        debtor_name=str(invoice.sent.recipient.get("name") or ""),
        collection_type="reminder_and_collection",
        receivables_type=_KINDS[kind],
        principal=invoice.sent.total,
        due_date=invoice.sent.due_date,
    )
    return opened(state, found, start, invoice.sent, claim)


def tell_banks(state: State, command: c.SendBankMessage) -> list[f.Fact]:
    """Take a message to consumers' banks; only one that changes what they know adds an account to it."""
    message = command.message or state.draw.uuid("bank message", str(len(state.timeline)))
    rules = tuple(
        rule for found in state.agencies.values() for rule in found.rules.get("bank_messages_sent", ())
    )
    return [f.BankMessageSent(message=message, change=command.change, accounts=command.accounts, rules=rules)]


def _apply_routed(state: State, fact: f.InvoiceRouted) -> None:
    invoice = state.invoices[fact.invoice]
    invoice.routed = fact
    invoice.actions.append((state.now, "routed"))


def _apply_failed(state: State, fact: f.InvoiceFailed) -> None:
    invoice = state.invoices[fact.invoice]
    invoice.status = "failed"
    invoice.failed = fact
    invoice.actions.append((state.now, "failed"))


def _apply_told(state: State, fact: f.BankMessageSent) -> None:
    if fact.change:
        state.accounts_told |= set(fact.accounts)


DECIDE: Deciders = {c.SendBankMessage: tell_banks}
APPLY: Appliers = {
    f.InvoiceRouted: _apply_routed,
    f.InvoiceFailed: _apply_failed,
    f.BankMessageSent: _apply_told,
}
