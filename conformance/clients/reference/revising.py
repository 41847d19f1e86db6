"""What the user changes of an invoice or of a payment afterwards, and what an agency's user has to do with it."""

from dataclasses import replace
from datetime import date
from typing import Any

from conformance.clients.reference import reports
from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.money import to_cents
from conformance.clients.reference.web import Refused

Json = dict[str, Any]


def change_due_date(desk: Desk, words: Json) -> Json:
    """The user gives an invoice another due date, before it is handed over."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None:
        return outcome("refused", f"There is no invoice {words['number']}.")
    if desk.policy.due_date_stands(invoice.transfer is not None):
        return outcome("refused", f"{desk.agency} has invoice {invoice.number}: its due date stands.")
    due = date.fromisoformat(str(words["due_date"])).isoformat()
    desk.books.set_invoice(invoice.number, due_date=due, words={**invoice.words, "due_date": due})
    return outcome("done", f"Invoice {invoice.number} is due on {due}.")


def reopen_invoice(desk: Desk, words: Json) -> Json:
    """The user wants to go on writing an invoice."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None:
        return outcome("refused", f"There is no invoice {words['number']}.")
    if not desk.policy.goes_back(invoice.transfer is not None):
        return outcome("refused", f"{desk.agency} has invoice {invoice.number}: it stays as it is.")
    desk.books.set_invoice(invoice.number, sending="unfinished", wish=None)
    return outcome("done", f"Invoice {invoice.number} is unfinished again.")


def take_back(desk: Desk, words: Json) -> Json:
    """A payment that the user recorded was none: it is reversed, and an agency that was told of it is told by hand."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None:
        return outcome("refused", f"There is no invoice {words['number']}.")
    taken, amount = desk.books.note("taken_back", []), to_cents(words["amount"])
    lines = desk.books.ledger(invoice.number)
    known = [
        line
        for line in lines
        if (line.kind, line.amount) == ("direct_payment", amount) and line.source not in taken
    ]
    if not known:
        return outcome("refused", f"No payment of {words['amount']} is booked for {invoice.number}.")
    line = known[-1]
    with desk.books.transaction():
        desk.books.set_note("taken_back", [*taken, line.source])
        day, source = str(words.get("date") or desk.today), f"{reports.REVERSAL}{line.source}"
        desk.books.book(replace(line, date=day, kind="reversal", amount=-amount, source=source))
        if not desk.policy.still_reports_what_was_taken_back():
            for report in desk.books.reports("source = ? AND state = 'waiting'", line.source):
                desk.books.set_report(report.id, "dropped")
        told = desk.books.reports("source = ? AND state IN ('posting', 'done')", line.source)
    if not told:
        return outcome("done", f"The payment of {words['amount']} is taken back.")
    text = f"The payment of {words['amount']} is taken back here. {desk.agency} has to be told of it: write to it."
    turn_to = desk.policy.contact_for_what_was_taken_back()
    desk.tell(text, invoice.number, contact=turn_to)
    return outcome("done", text, turn_to)


def remove_api_user(desk: Desk, _words: Json) -> Json:
    """The user takes the agency's user out of the books, which ends the agency's updates."""
    with_agency = [one for one in desk.books.invoices("transfer IS NOT NULL") if one.with_agency]
    if desk.policy.keeps_user(len(with_agency)):
        text = f"{len(with_agency)} cases are open at {desk.agency}: its user stays until they have ended."
        return outcome("refused", text)
    try:
        done = desk.attempt(desk.provider.remove_user)
    except Refused as refusal:
        return desk.refused(str(refusal))
    if not done:
        return outcome("refused", f"{desk.agency} does not answer now: try again later.")
    return outcome("done", f"{desk.agency} has no user here any more.")
