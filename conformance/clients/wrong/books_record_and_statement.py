"""A client that does not see that two records are of one payment."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books what its user recorded, and what the bank shows of it."""

    id = "books-record-and-statement"
    mistake = "It books the user's record of a payment and the bank's row of the same payment."
    must = ("payment.booked-once", "settlement.booked-once")
    may: ClassVar[Mapping[str, str]] = {
        "payment.open-amount": "the invoice seems to be overpaid",
        "payment.direct-reported": "it reports both",
        "story.expect": "the story says that each is booked once",
    }
    on = ("ropo/recorded-before-the-statement", "ropo/paid-without-a-reference")

    def joins_what_the_user_recorded(self) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
