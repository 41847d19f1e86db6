"""An agency's journals: invoices that are paid on a day, in one sum that the bank pays later and that pays nothing."""

from typing import Any

from conformance.clients.reference.books import Booking
from conformance.clients.reference.desk import Desk
from conformance.clients.reference.money import to_cents

Json = dict[str, Any]

OPEN = "journals_unpaid"
"""The note of the journals that the bank has yet to pay, each with its sum in cents and its currency."""


def carry_on(desk: Desk) -> None:
    """Book the journals that there are, each once, and say that they are booked."""
    if not desk.books.note("settings", {}).get("batch_payments") and not desk.books.note(OPEN, {}):
        return
    for journal in desk.provider.journals():
        if desk.policy.books_journals():
            book(desk, journal)
            desk.provider.mark_booked(str(journal["id"]), f"journal {journal['day']}")


def book(desk: Desk, journal: Json) -> None:
    """Book what a journal says of each invoice; its sum stands on the agency's account until the bank pays it."""
    with desk.books.transaction():
        for place, row in enumerate(journal["rows"], start=1):
            invoice = desk.books.invoice(str(row["number"]))
            line = Booking(
                date=str(row["day"]),
                number=None if invoice is None else invoice.number,
                kind="unmatched" if invoice is None else "settlement_principal",
                amount=to_cents(row["amount"]),
                currency=str(journal["currency"]),
                source=f"journal:{journal['id']}/{place}",
                account=str(journal["account"]),
            )
            desk.books.book(line)
        unpaid = desk.books.note(OPEN, {})
        if journal["id"] not in desk.books.note("journals", []):
            desk.books.set_note("journals", [*desk.books.note("journals", []), journal["id"]])
            sum_of = {"amount": to_cents(journal["amount"]), "currency": journal["currency"]}
            desk.books.set_note(OPEN, {**unpaid, journal["id"]: sum_of})


def clears(desk: Desk, entry: str, amount: int, currency: str) -> bool:
    """Whether an agency's payment without a reference is that of a journal: it clears the account, and that is all.

    `entry` is what the bank calls it: a statement may come again.
    """
    unpaid, cleared = desk.books.note(OPEN, {}), desk.books.note("journals_paid", [])
    if entry in cleared:
        return True
    found = [
        one for one, words in unpaid.items() if (words["amount"], words["currency"]) == (amount, currency)
    ]
    if found:
        desk.books.set_note(OPEN, {one: words for one, words in unpaid.items() if one != found[0]})
        desk.books.set_note("journals_paid", [*cleared, entry])
    return bool(found)
