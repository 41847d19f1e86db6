"""What a creditor tells of its cases: payments that it got itself, and credit notes; each for one case or several."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from simulator.channels.kravia import wire
from simulator.channels.kravia.access import carry_out, case_of, forbidden, invalid
from simulator.domain.commands import Command, ReportCredit, ReportPayment
from simulator.domain.facts import CreditReported, DirectPaymentReported
from simulator.domain.money import Money
from simulator.domain.state import Case, State
from simulator.port import Answer, Call

Told = DirectPaymentReported | CreditReported


def report_payment(call: Call) -> Answer:
    """Take a receipt that pays one case or several; all of it, or nothing of it."""
    body = call.body

    def command(case: Case, amount: Money, day: date) -> Command:
        return ReportPayment(case=case.id, amount=amount, date=day, text=body.get("description"))

    return _taken(call, body, command, sign=1)


def report_credit_note(call: Call) -> Answer:
    """Take a credit note for one case or several; its amounts are below zero."""
    body = call.body
    about = {"credit_note": body.get("AccountingPaymentId"), "text": body.get("Description")}

    def command(case: Case, amount: Money, day: date) -> Command:
        return ReportCredit(case=case.id, amount=amount, date=day, **about)

    parts = [{"invoiceId": each["InvoiceId"], "amount": each["Amount"]} for each in body["Invoices"]]
    words = {"date": body["Date"][:10], "amount": body["Amount"], "invoices": parts}
    return _taken(call, words, command, sign=-1)


def _taken(
    call: Call, words: dict[str, Any], command: Callable[[Case, Money, date], Command], *, sign: int
) -> Answer:
    """Report to each case; raises `Problem`, with nothing done, for words of which a part could not be carried out."""
    state, taken = call.world.state, []
    for case, amount, day in _parts(state, words, sign):
        made = carry_out(call, command(case, amount, day))
        told = next(fact for fact in made if isinstance(fact, Told))
        capital = told.principal if sign > 0 else -told.principal
        taken.append({"invoiceId": int(told.case), "capital": capital.number})
    return Answer(200, {"invoices": taken})


def _parts(state: State, words: dict[str, Any], sign: int) -> list[tuple[Case, Money, date]]:
    """What is reported to which case, the amounts without their sign."""
    found = [(case_of(state, each["invoiceId"]), each["amount"]) for each in words["invoices"]]
    _are_open(found)
    try:
        day = date.fromisoformat(words["date"])
        parts = [(case, wire.money(amount, case.opened.principal.currency)) for case, amount in found]
        whole = wire.money(words["amount"], parts[0][1].currency)
        total = Money.total((amount for _, amount in parts), whole.currency)
    except ValueError as error:
        raise invalid(f"what is reported cannot be read: {error}") from error
    if day > state.today:
        raise forbidden(f"date: {day} is in the future; today is {state.today}")
    if abs(total) > abs(whole):
        raise forbidden(f"invoices: their amounts come to {total}, and the whole is {whole}")
    return [(case, amount if sign > 0 else -amount, day) for case, amount in parts]


def _are_open(found: list[tuple[Case, Any]]) -> None:
    """Refuse what names a case twice, or one that has ended."""
    if len({case.id for case, _ in found}) < len(found):
        raise forbidden("invoices: a case stands there twice")
    for case, _ in found:
        if case.closed_at is not None:
            raise forbidden(f"case {case.id} is closed ({case.reason}): nothing can be reported")


OPERATIONS = {
    "postApiV2InvoicePayment": report_payment,
    "postApiV2InvoiceCreditnote": report_credit_note,
}
