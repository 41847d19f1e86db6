"""A client that keeps in memory what it promised its user."""

import sys

from conformance.clients.reference.books import Books
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Says that it transfers an invoice later, and does not write it down."""

    id = "forgets-a-wish-on-restart"
    mistake = "Killed and started again it knows nothing of the transfers that its user had asked for."
    must = ("transfer.on-time",)
    on = ("ropo/killed-again-and-again",)

    def after_restart(self, books: Books) -> None:
        """Begin without any."""
        for invoice in books.invoices("wish IS NOT NULL"):
            books.set_invoice(invoice.number, wish=None)


if __name__ == "__main__":
    sys.exit(serve(Client()))
