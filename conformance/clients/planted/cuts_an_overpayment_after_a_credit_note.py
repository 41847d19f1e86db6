"""A client that lets no invoice go below zero, once it was credited."""

import sys
from collections.abc import Sequence

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Books of a payment what is open, and the rest as unmatched, where a credit note came before."""

    id = "cuts-an-overpayment-after-a-credit-note"
    mistake = (
        "What is paid beyond the rest of an invoice that was credited in part is booked under no invoice."
    )
    takes = "a credit note of a part, and then a payment to the company of more than what is left"

    def payment_rows(self, number: str, amount: int, still_open: int) -> Sequence[Part]:
        """Two rows, where the payment goes beyond what a credit note has left."""
        credited = any(line.kind == "credit" for line in self.desk.books.ledger(number))
        if credited and amount > still_open > 0:
            return (("direct_payment", number, still_open), ("unmatched", None, amount - still_open))
        return super().payment_rows(number, amount, still_open)


if __name__ == "__main__":
    sys.exit(serve(Client()))
