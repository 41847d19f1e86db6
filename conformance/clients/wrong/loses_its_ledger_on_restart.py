"""A client that keeps its ledger in memory."""

import sys

from conformance.clients.reference.books import Books
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows its invoices after a restart, and nothing of their money."""

    id = "loses-its-ledger-on-restart"
    mistake = "Killed and started again it has an empty ledger, so all that was paid is open once more."
    must = (
        "payment.booked-once",
        "settlement.booked-once",
        "payment.open-amount",
        "story.expect",
    )
    on = ("ropo/killed-again-and-again",)

    def after_restart(self, books: Books) -> None:
        """Begin the ledger anew."""
        for line in books.ledger():
            books.unbook(line.source)


if __name__ == "__main__":
    sys.exit(serve(Client()))
