"""What the client decides about money that it books: the part of its policy that bookkeepers would look at."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from conformance.clients.reference.books import Invoice

Part = tuple[str, str | None, int]
"""A row for the ledger: its kind, the number of its invoice or None, and cents."""


class Accounting:
    """How what a bank's statement brings gets into the ledger."""

    def invoice_of(self, by_reference: Invoice | None, others: Sequence[Invoice]) -> Invoice | None:
        """Whose a row of the agency's is: that with its reference, or nobody's.

        `others` are the invoices in collection whose open amount is the row's. Equal amounts prove nothing.
        """
        return by_reference

    def settled(self, amount: int, told: Sequence[dict[str, Any]]) -> int:
        """What a settlement brings for an invoice: the amount at the bank.

        `told` are the payments that the agency told of. Those hold its fees and interest too, which stay with it.
        """
        return amount

    def payment_rows(self, number: str, amount: int, still_open: int) -> Sequence[Part]:
        """What a debtor's payment with an invoice's reference is booked as: all of it under the invoice.

        What is too much of it is the debtor's money still, and shows as a negative open amount.
        """
        return (("direct_payment", number, amount),)

    def interest_rows(self, amount: int, in_collection: Sequence[str]) -> Sequence[Part]:
        """What a month's interest is booked as: it belongs to no invoice."""
        return (("settlement_interest", None, amount),)

    def unmatched_rows(self, amount: int) -> Sequence[Part]:
        """What a row that matches nothing is booked as: it waits for its user, who is told of it."""
        return (("unmatched", None, amount),)

    def joins_what_the_user_recorded(self) -> bool:
        """Whether a payment that the user recorded, and as much on the bank's statement, are one."""
        return True

    def booking_day(self, booked: date, today: date) -> date:
        """The day under which a statement's entry is booked: the bank's, not that on which the statement came."""
        return booked
