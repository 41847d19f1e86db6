"""A client that books no more of a payment than was open."""

import sys
from collections.abc import Sequence

from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Loses what a debtor paid too much."""

    id = "books-only-the-open-part"
    mistake = "It books a direct payment only up to the open amount, and the rest of the money is in no row."
    must = ("payment.booked-once",)
    on = ("ropo/overpaid-to-the-creditor", "ropo/paid-again-after-the-end")

    def payment_rows(self, number: str, amount: int, still_open: int) -> Sequence[Part]:
        """What still fits."""
        fits = min(amount, max(still_open, 0))
        return (("direct_payment", number, fits),) if fits else ()


if __name__ == "__main__":
    sys.exit(serve(Client()))
