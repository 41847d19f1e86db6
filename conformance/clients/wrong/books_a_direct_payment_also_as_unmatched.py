"""A client whose list of unmatched payments is never cleared."""

import sys
from collections.abc import Sequence

from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books each direct payment under its invoice, and as unmatched besides."""

    id = "books-a-direct-payment-also-as-unmatched"
    mistake = (
        "It books a direct payment under its invoice and as unmatched as well, so the money is there twice."
    )
    must = ("payment.booked-once",)
    on = ("ropo/paid-to-the-creditor", "ropo/paid-in-time")

    def payment_rows(self, number: str, amount: int, still_open: int) -> Sequence[Part]:
        """Twice, under two kinds."""
        return (("direct_payment", number, amount), ("unmatched", None, amount))


if __name__ == "__main__":
    sys.exit(serve(Client()))
