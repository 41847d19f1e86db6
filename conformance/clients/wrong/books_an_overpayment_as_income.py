"""A client that keeps what a debtor paid too much."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes the excess of a payment for interest earned."""

    id = "books-an-overpayment-as-income"
    mistake = "It books what a debtor paid beyond the open amount as income."
    must = ("payment.booked-once", "settlement.booked-once")
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says that there is no interest",
    }
    on = ("ropo/overpaid-to-the-creditor",)

    def payment_rows(self, number: str, amount: int, still_open: int) -> Sequence[Part]:
        """The open amount, and the rest as interest."""
        fits = min(amount, max(still_open, 0))
        rows = (("direct_payment", number, fits), ("settlement_interest", None, amount - fits))
        return [row for row in rows if row[2]]


if __name__ == "__main__":
    sys.exit(serve(Client()))
