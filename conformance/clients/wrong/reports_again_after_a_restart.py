"""A client that remembers in memory alone what it has reported."""

import sys

from conformance.clients.reference.books import Books
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has a list of what to report in its books, and not how far it has come."""

    id = "reports-again-after-a-restart"
    mistake = "Killed and started again it reports to the agency once more what it had reported before."
    must = ("payment.direct-reported",)
    on = ("ropo/killed-again-and-again",)

    def after_restart(self, books: Books) -> None:
        """Begin at the top of the list."""
        for report in books.reports("state = 'done'"):
            books.set_report(report.id, "waiting")


if __name__ == "__main__":
    sys.exit(serve(Client()))
