"""A client that waits for the bank although a journal says who has paid."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books no journal, and does not know whose the sum is."""

    id = "leaves-journals-unread"
    mistake = "It books no journal, so its invoices stay open although they are paid."
    must = ("settlement.booked-once",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.open-amount": "what the journal has paid is still shown as open",
        "payment.booked-once": "the sum that the bank pays stands in its ledger without an invoice",
        "story.expect": "the invoices are shown as open",
    }
    on = ("kravia/batch-of-a-day",)

    def books_journals(self) -> bool:
        """None."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
