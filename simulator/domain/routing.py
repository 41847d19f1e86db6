"""Invoices that go through an agency on their way: what it makes of each, and what it cannot take.

Maventa takes the invoice, the agency puts its own payment details on it and gives it back, and then it is delivered.
Rules: KASSA-INV-1 to KASSA-INV-5, KASSA-DATA-1 to KASSA-DATA-7, KASSA-DUP-1 to KASSA-DUP-4, KASSA-B2C-1 to KASSA-B2C-3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from simulator.domain import addresses, calendar
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import Refusal
from simulator.domain.following import closing, open_amounts
from simulator.domain.identifiers import payment_reference
from simulator.domain.lifecycle import Transition
from simulator.domain.opening import Claim, opened
from simulator.domain.state import Appliers, BankMessage, Case, Deciders, Invoice, State

_KINDS = {"company": "b2b", "consumer": "b2c"}


def router(state: State) -> Agency | None:
    """Answer the agency through which the company's invoices go now, or None."""
    routing = (found for found in state.agencies.values() if found.routes)
    return next((found for found in routing if state.service(found.name).status == "active"), None)


def on_its_way(state: State, invoice: str, *, to_recipient: bool) -> f.Deadline:
    """Answer when the agency has seen an invoice that is sent now, or, without an agency, when it arrives.

    One that goes to no recipient arrives at once.
    """
    found = router(state)
    if found:
        low, high = state.settings[found.setting("routing_minutes")]
        due = state.later(state.draw("routing", invoice, low, high))
        return f.Deadline(due, f"invoice:{invoice}", "route")
    return _delivery(state, invoice, to_recipient=to_recipient)


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
        return [f.InvoiceBypassed(why=past, rules=rules, deadlines=_goes_on(state, invoice), **about)]
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
    return "consumer_grace" if _by_bank(invoice) and _in_grace(state, found, invoice) else None


def _by_bank(invoice: Invoice) -> bool:
    return kind_of(invoice) == "consumer" and bool(invoice.sent.recipient.get("by_bank"))


def _in_grace(state: State, found: Agency, invoice: Invoice) -> bool:
    """Whether it was sent in the time in which the company tells its consumers' banks of the agency's account."""
    since = state.service(found.name).activated_at
    if since is None:
        return False
    first = calendar.local_date(state.zone, since)
    days = int(state.settings[found.setting("consumer_grace_banking_days")])
    return _sent_on(state, invoice) <= calendar.add_banking_days(state.country, first, days)


def _sent_on(state: State, invoice: Invoice) -> date:
    return calendar.local_date(state.zone, invoice.sent_again or invoice.at)


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
    return any(_stands_against(state, case) for case in _rivals(state, found, invoice))


def _rivals(state: State, found: Agency, invoice: Invoice) -> list[Case]:
    """The cases that the agency's company has of this invoice's number and date; its own too, if it was sent before."""
    return [case for case in _of_its_number(state, found, invoice) if _is_of_its_date(state, case, invoice)]


def _of_its_number(state: State, found: Agency, invoice: Invoice) -> list[Case]:
    cases = (state.cases[case] for case in state.case_ids.get(invoice.sent.number, ()))
    return [case for case in cases if state.agencies[case.opened.provider].party == found.party]


def _is_of_its_date(state: State, case: Case, invoice: Invoice) -> bool:
    return state.invoices[case.opened.invoice].sent.date == invoice.sent.date


def _why_not_refused(state: State, found: Agency, invoice: Invoice) -> tuple[str, ...]:
    """The rules by which an invoice is taken although there is a case of its number."""
    rules: tuple[str, ...] = ()
    for case in _of_its_number(state, found, invoice):
        if not _is_of_its_date(state, case, invoice):
            rules += found.rules["number_again:other_date"]
        elif case.closed_at is not None:
            rules += found.rules["number_again:ended"]
    return tuple(dict.fromkeys(rules))


def _stands_against(state: State, case: Case) -> bool:
    """Whether a case forbids another invoice of its number and date.

    It does once something was paid or credited; what went back to the debtor as a whole, after the end, is no
    payment. Else it does not when it has ended, nor while its invoice is in error.
    """
    if any(_took_money(event.fact) for event in case.events):
        return True
    return case.closed_at is None and _sent_anew(state, case) is None


def _took_money(fact: f.Fact) -> bool:
    if isinstance(fact, f.PaymentReceived):
        return fact.returned != fact.amount
    return isinstance(fact, f.DirectPaymentReported | f.CreditReported)


def _sent_anew(state: State, case: Case) -> Transition | None:
    """The row by which a case ends when its invoice is sent anew: one whose invoice is in error has it."""
    return state.agencies[case.opened.provider].lifecycle.find(case.state, "sent_anew")


def _replaced(state: State, found: Agency, invoice: Invoice) -> list[f.Fact]:
    """The ends of cases whose invoices were in error, in whose place this one comes."""
    rows = [(case, _sent_anew(state, case)) for case in _rivals(state, found, invoice)]
    return [closing(state, case, row, open_amounts(case)) for case, row in rows if row and not case.closed_at]


def _due_too_soon(state: State, found: Agency, invoice: Invoice) -> bool:
    days = int(state.settings[found.setting("due_date_banking_days")])
    first = calendar.add_banking_days(state.country, _sent_on(state, invoice), days)
    return invoice.sent.due_date < first


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
    """What the recipient is told, in place of what the company wrote, or as it did if it wants that."""
    draw = state.draw
    kept = state.service(found.name).details.get("accountable_party") == "company"
    return f.InvoiceRouted(
        kept=kept,
        **(_own_details(state, invoice) if kept else _agencys_details(state, found, invoice)),
        login=str(draw("online login", invoice.sent.invoice, 10**7, 10**8 - 1)),
        password=str(draw("online password", invoice.sent.invoice, 10**5, 10**6 - 1)),
        rules=(*found.rules["invoice_routed"], *_why_not_refused(state, found, invoice)),
        deadlines=_goes_on(state, invoice),
        **about,
    )


def _agencys_details(state: State, found: Agency, invoice: Invoice) -> dict[str, str]:
    drawn = state.draw("routed reference", invoice.sent.invoice, 10**11, 10**12 - 1)
    return {
        "iban": str(state.settings[found.setting("iban")]),
        "bic": str(state.settings[found.setting("bic")]),
        "payee": str(state.settings[found.setting("payee")]),
        "reference": payment_reference(state.country, str(drawn)),
    }


def _own_details(state: State, invoice: Invoice) -> dict[str, str]:
    """What the company wrote; where its document has no account, that of its own in its currency."""
    sent, iban = invoice.sent, invoice.sent.iban or state.account(state.currency)
    accounts = (one["bic"] for one in state.company["bank_accounts"] if one["iban"] == iban)
    return {
        "iban": iban or "",
        "bic": str(sent.bic or next(accounts, None) or ""),
        "payee": str(state.company["name"]),
        "reference": sent.reference or "",
    }


def _goes_on(state: State, invoice: Invoice) -> tuple[f.Deadline, ...]:
    """When an invoice that was let through reaches its recipient."""
    return (_delivery(state, invoice.sent.invoice, to_recipient=invoice.sent.routed),)


def _delivery(state: State, invoice: str, *, to_recipient: bool) -> f.Deadline:
    low, high = state.settings["invoice.delivery_minutes"]
    minutes = state.draw("delivery", invoice, low, high) if to_recipient else 0
    return f.Deadline(state.later(minutes), f"invoice:{invoice}", "deliver")


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


def reroute(state: State, command: c.RerouteInvoice) -> list[f.Fact]:
    """Have an invoice that was not sent go out again, to another recipient or another way."""
    invoice = state.invoices.get(command.invoice)
    if invoice is None:
        raise Refusal("not_found", f"this company has sent no invoice with the id {command.invoice}")
    if invoice.status != "failed":
        raise Refusal(
            "forbidden",
            f"invoice {invoice.sent.number} is {invoice.status}: only a failed one can be rerouted",
        )
    found = router(state)
    return [
        f.InvoiceRerouted(
            invoice=command.invoice,
            number=invoice.sent.number,
            recipient=command.recipient,
            rules=found.rules["invoice_rerouted"] if found else (),
            deadlines=(on_its_way(state, command.invoice, to_recipient=invoice.sent.routed),),
        )
    ]


def tell_banks(state: State, command: c.SendBankMessage) -> list[f.Fact]:
    """Take a message to consumers' banks; only one that changes what they know adds an account to it."""
    message = command.message or state.draw.uuid("bank message", str(len(state.bank_messages)))
    rules = tuple(
        rule for found in state.agencies.values() for rule in found.rules.get("bank_messages_sent", ())
    )
    fields = {name: getattr(command, name) for name in ("change", "accounts", "document")}
    return [f.BankMessageSent(message=message, rules=rules if command.change else (), **fields)]


def _apply_routed(state: State, fact: f.InvoiceRouted) -> None:
    invoice = state.invoices[fact.invoice]
    invoice.routed = fact
    invoice.actions += ((state.now, "routed"),)


def _apply_failed(state: State, fact: f.InvoiceFailed) -> None:
    invoice = state.invoices[fact.invoice]
    invoice.status = "failed"
    invoice.failures += (fact,)
    invoice.actions += ((state.now, "failed"),)


def _apply_rerouted(state: State, fact: f.InvoiceRerouted) -> None:
    invoice = state.invoices[fact.invoice]
    invoice.status = "pending"
    invoice.sent = replace(invoice.sent, recipient={**invoice.sent.recipient, **fact.recipient})
    invoice.sent_again = state.now
    invoice.actions += ((state.now, "rerouted"),)


def _apply_told(state: State, fact: f.BankMessageSent) -> None:
    state.bank_messages[fact.message] = BankMessage(state.now, fact)
    if fact.change:
        state.accounts_told |= set(fact.accounts)


DECIDE: Deciders = {c.RerouteInvoice: reroute, c.SendBankMessage: tell_banks}
APPLY: Appliers = {
    f.InvoiceRouted: _apply_routed,
    f.InvoiceFailed: _apply_failed,
    f.InvoiceRerouted: _apply_rerouted,
    f.BankMessageSent: _apply_told,
}
