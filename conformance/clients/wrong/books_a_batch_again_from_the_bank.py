"""A client that takes the bank's payment of a journal for more money."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books the payment of a journal beside the invoices that the journal has paid."""

    id = "books-a-batch-again-from-the-bank"
    mistake = "It books a batch from its journal, and its sum again when the bank pays it."
    must = ("payment.booked-once",)
    on = (
        "kravia/batch-of-a-day",
        "kravia/batch-on-another-account",
    )

    def knows_journals_at_the_bank(self) -> bool:
        """No: the money came, so it is booked."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
