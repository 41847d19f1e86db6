"""A client that takes equal amounts for a match."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.books import Invoice
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books a row of a settlement that names no invoice under the first one with its amount."""

    id = "guesses-a-settlement-row"
    mistake = "It books a settlement row that it cannot match under an invoice of which as much is open."
    must = ("settlement.no-guess", "settlement.booked-once")
    may: ClassVar[Mapping[str, str]] = {
        "payment.booked-once": "the settled money is under another invoice than its own",
        "payment.open-amount": "nothing is open any more of an invoice that nobody paid",
        "story.expect": "the story says that the first invoice stays open",
    }
    on = ("ropo/settlement-that-matches-nothing",)

    def invoice_of(self, by_reference: Invoice | None, others: Sequence[Invoice]) -> Invoice | None:
        """The first that would fit."""
        return by_reference or next(iter(others), None)


if __name__ == "__main__":
    sys.exit(serve(Client()))
