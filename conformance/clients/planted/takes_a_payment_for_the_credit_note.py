"""A client that tells what lowers an invoice by its amount and day."""

import sys
from collections.abc import Sequence
from datetime import timedelta

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Passes over a payment where the invoice was credited by as much on that day."""

    id = "takes-a-payment-for-the-credit-note"
    mistake = "A payment that comes on the day of a credit note of the same amount is not booked."
    takes = "a credit note of a part, and a payment of as much to the company, on one day"

    def payment_rows(self, number: str, amount: int, still_open: int) -> Sequence[Part]:
        """None, where a credit note of yesterday or today says the same: a statement comes the morning after."""
        since = (self.desk.today - timedelta(days=1)).isoformat()
        lines = self.desk.books.ledger(number)
        if any(line.kind == "credit" and line.amount == amount and line.date >= since for line in lines):
            return ()
        return super().payment_rows(number, amount, still_open)


if __name__ == "__main__":
    sys.exit(serve(Client()))
