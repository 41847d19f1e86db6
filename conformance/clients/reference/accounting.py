"""What the client decides about money that it books: the part of its policy that bookkeepers would look at."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from conformance.clients.reference.books import Invoice

AGENCY_PAYERS = ("ropo capital", "kravia finland", "visma amili")
"""How the names begin under which agencies pay, in lower case. Not all give a business ID as well."""

Part = tuple[str, str | None, int]
"""A row for the ledger: its kind, the number of its invoice or None, and cents."""


class Accounting:
    """How what a bank's statement brings gets into the ledger."""

    def accounts_read(self, own: Sequence[str]) -> Sequence[str]:
        """The accounts whose statements are booked, of the company's own: all of them."""
        return own

    def books_journals(self) -> bool:
        """Whether an agency's journal is booked: its invoices are paid on the day on which their debtors paid."""
        return True

    def knows_journals_at_the_bank(self) -> bool:
        """Whether the bank's payment of a journal is known as such: it clears an account, and pays no invoice anew."""
        return True

    def is_agency(self, payer: str) -> bool:
        """Whether an agency paid, by the payer's name on the statement."""
        return payer.lower().startswith(AGENCY_PAYERS)

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

    def catches_up(self) -> bool:
        """Whether the agency is told of what was booked before the client knew that the agency has a case."""
        return True

    def booking_day(self, booked: date, today: date, kind: str) -> date:
        """The day under which a statement's row is booked: the bank's, not that on which the statement came.

        `kind` is the ledger's.
        """
        return booked

    def is_repeated(self, amount: int, booked: Sequence[int]) -> bool:
        """Whether a row for an invoice is one of those that were `booked` for it from the bank, come again.

        Never: each row of a statement is told by its place there. A debtor may pay the same amount twice.
        """
        return False

    def credited(self, amount: int, still_open: int) -> int:
        """What a credit note takes off an invoice: its own amount, be it a part of what is open."""
        return amount

    def booked_at_the_end(self, still_open: int) -> int:
        """What is booked as settled when a case ends without money: nothing, `still_open` stays open.

        Whether it is written off, or sued for, is for the user to say.
        """
        return 0

    def booked_with_wish(self, kind: str, still_open: int) -> int:
        """What is booked as settled when the agency took a wish: nothing, a hold pays as little as a bad debt does."""
        return 0

    def reported(self, kind: str, amount: int, total: int) -> int:
        """The amount that the agency is told of a payment or a credit note; `total` is the invoice's."""
        return amount

    def principal(self, total: int, still_open: int) -> int:
        """What the agency is to collect: what is open when the invoice is handed over."""
        return still_open

    def own_costs(self) -> int:
        """What the company charges for reminders of its own: it sends none, so nothing."""
        return 0

    def fee_in_event(self, event: dict[str, Any]) -> object | None:
        """The fee to book because of a provider's event, or None: its fees are between the agency and the debtor."""
        return None

    def is_with_agency(self, invoice: Invoice) -> bool:
        """Whether the agency collects an invoice, or is about to: from the transfer on, not from its case on."""
        return invoice.with_agency

    def reported_day(self, paid: str, today: date) -> str:
        """The day that a report names: that of the payment or the credit note."""
        return paid

    def credit_note_named(self, note: str | None, invoice: str) -> str | None:
        """The number under which a credit note is reported, if it is one: its own, not its invoice's."""
        return note

    def reported_of_a_loss(self, still_open: int) -> int:
        """What an agency is told to be paid when its user books a credit loss: nothing, it goes on collecting."""
        return 0

    def rows_shown(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows of the ledger that the user sees: all, also what was taken back, and what took it back."""
        return rows

    def credits_as_payments(self) -> bool:
        """Whether a credit note is reported as a payment, to an agency that wants it so."""
        return True

    def is_sent_for_good(self, kind: str) -> bool:
        """Whether a report that the agency took is done with; `kind` is the ledger's, or `comment`."""
        return True
