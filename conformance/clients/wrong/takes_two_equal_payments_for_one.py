"""A client that tells payments apart by their amounts."""

import sys
from collections.abc import Sequence

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Passes over a payment of an amount that it has booked for the invoice before."""

    id = "takes-two-equal-payments-for-one"
    mistake = "Of two equal payments for one invoice it books and reports one."
    must = (
        "payment.booked-once",
        "payment.open-amount",
        "payment.direct-reported",
        "story.expect",
    )
    on = ("ropo/two-equal-parts",)

    def is_repeated(self, amount: int, booked: Sequence[int]) -> bool:
        """One of that amount is there."""
        return amount in booked


if __name__ == "__main__":
    sys.exit(serve(Client()))
