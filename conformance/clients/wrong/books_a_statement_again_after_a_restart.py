"""A client that remembers in memory alone which statements it has read."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from conformance.clients.reference.books import Books
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books whatever a statement shows that was not read in this life of its process."""

    id = "books-a-statement-again-after-a-restart"
    mistake = "Killed with a statement in its hands it books the statement once more when it gets it again."
    must = (
        "payment.booked-once",
        "settlement.booked-once",
        "story.expect",
    )
    may: ClassVar[Mapping[str, str]] = {
        "payment.open-amount": "what is booked twice is taken off twice",
    }
    on = ("ropo/killed-again-and-again",)

    def after_restart(self, books: Books) -> None:
        """Begin without knowing where its lines came from."""
        for line in books.ledger():
            books.unbook(line.source)
            books.book(replace(line, source=f"before/{line.source}"))


if __name__ == "__main__":
    sys.exit(serve(Client()))
