"""A client that passes over what it does not understand."""

import sys
from collections.abc import Sequence

from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books nothing of a row without a reference that it knows, and tells nobody."""

    id = "drops-what-matches-nothing"
    mistake = "It passes over rows that match no invoice, so its money is booked nowhere, and nobody is told."
    must = ("settlement.no-guess", "payment.booked-once")
    on = ("ropo/settlement-without-references", "ropo/paid-without-a-reference")

    def unmatched_rows(self, amount: int) -> Sequence[Part]:
        """Nothing."""
        return ()


if __name__ == "__main__":
    sys.exit(serve(Client()))
