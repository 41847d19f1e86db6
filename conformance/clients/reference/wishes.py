"""What the user wants of the agency: another due date, a hold, an end, a bad debt noted, a customer in a group."""

from typing import Any

from conformance.clients.reference import reports
from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.web import Refused

Json = dict[str, Any]

GROUPS = "customer_groups"
"""The note of what customers are in, by business ID; and of what was asked for and is not done yet."""
WANTED = "customer_groups_wanted"


def request_due_date(desk: Desk, words: Json) -> Json:
    """The user asks for a later due date; the agency decides."""
    told = f"{desk.agency} decides on the due date {words['due_date']}."
    return _wish(desk, words, "due_date", told, day=str(words["due_date"]))


def hold(desk: Desk, words: Json) -> Json:
    """The user wants collection to rest through a day; one that it rests through already is changed."""
    until = str(words["until"])
    kind = "hold_change" if _is_held(desk, str(words["number"])) else "hold"
    told = f"Collection rests through {until}. Until then the invoice is yours to look after."
    return _wish(desk, words, kind, told, day=until)


def release(desk: Desk, words: Json) -> Json:
    """The user lifts a hold."""
    return _wish(desk, words, "release", "Collection goes on.")


def cancel(desk: Desk, words: Json) -> Json:
    """The user ends the collection of an invoice for good."""
    return _wish(desk, words, "cancel", f"{desk.agency} ends the collection, which may cost a fee.")


def bad_debt(desk: Desk, words: Json) -> Json:
    """The user has written an invoice off; its collection goes on."""
    invoice = desk.books.invoice(str(words["number"]))
    lost = desk.policy.reported_of_a_loss(desk.standing(invoice).open) if invoice else 0
    if invoice and lost:
        day, source = desk.today.isoformat(), f"loss:{invoice.number}"
        desk.books.add_report(
            number=invoice.number, kind="direct_payment", amount=lost, date=day, source=source
        )
    return _wish(desk, words, "bad_debt", f"The bad debt is noted. {desk.agency} goes on collecting.")


def _is_held(desk: Desk, number: str) -> bool:
    """Whether a hold that the agency took lasts still, as far as is known."""
    holds = desk.books.reports(
        "number = ? AND kind IN ('hold', 'hold_change', 'release') AND state = 'done'", number
    )
    last = holds[-1] if holds else None
    return last is not None and last.kind != "release" and str(last.date) >= desk.today.isoformat()


def _wish(desk: Desk, words: Json, kind: str, told: str, day: str | None = None) -> Json:
    """Tell the agency what the user wants for an invoice, now or when it answers."""
    invoice = desk.books.invoice(str(words["number"]))
    if invoice is None or not desk.policy.reports_to_agency(kind, invoice.with_agency):
        return outcome(
            "refused", f"Invoice {words['number']} is not with {desk.agency}: nothing can be asked of it."
        )
    source = f"user:{kind}/{desk.books.counted('wishes')}"
    if desk.policy.passes_wishes_on(kind):
        date = None if day is None else desk.policy.wished_day(kind, day)
        desk.books.add_report(number=invoice.number, kind=kind, date=date, source=source)
    for report in desk.books.reports("source = ?", source):
        try:
            desk.attempt(reports.send, desk, report)
        except Refused as refusal:
            return desk.refused(str(refusal), f"{desk.agency} refused it: ")
    if desk.books.reports("source = ? AND state IN ('waiting', 'posting')", source):
        return outcome("pending", f"{desk.agency} is told as soon as it answers.")
    return outcome(desk.policy.outcome_of_wish(kind), told)


def set_customer_group(desk: Desk, words: Json) -> Json:
    """The user puts a customer into a group, or out of any."""
    if not words.get("business_id"):
        return outcome("refused", "Groups go by business ID: give the customer's first.")
    customer = desk.policy.customer_of(str(words["business_id"]), desk.company)
    wanted = desk.books.note(WANTED, {}) | {customer: words.get("group")}
    desk.books.set_note(WANTED, wanted)
    try:
        done = desk.attempt(_set_group, desk, customer)
    except Refused as refusal:
        return desk.refused(str(refusal))
    if not done:
        return desk.unanswered(f"{desk.agency} does not answer now. The customer is put there later.")
    return outcome("done", f"{desk.agency} follows the customer's invoices so, an hour or two from now.")


def carry_on(desk: Desk) -> None:
    """Put customers where the provider could not be asked to put them before."""
    for customer in desk.books.note(WANTED, {}):
        desk.attempt_unasked(_set_group, desk, customer)


def _set_group(desk: Desk, customer: str) -> None:
    """Put a customer where the user wants it; the same call again changes nothing."""
    wanted, groups = desk.books.note(WANTED, {}), desk.books.note(GROUPS, {})
    group = wanted.pop(customer)
    try:
        for each in desk.policy.groups_to_set(group, groups.get(customer)):
            desk.provider.set_group(customer, each)
    except Refused:
        desk.books.set_note(WANTED, wanted)
        raise
    with desk.books.transaction():
        desk.books.set_note(WANTED, wanted)
        desk.books.set_note(GROUPS, groups | {customer: group})
