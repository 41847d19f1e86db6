"""A client that knows an invoice as paid in two parts at most, one by each way."""

import sys
from collections.abc import Sequence

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Passes over what comes directly after a direct payment and a settlement."""

    id = "loses-the-third-part"
    mistake = "Once an invoice has a direct payment and a settlement, a further direct payment is not booked."
    takes = "three parts of one invoice: one to the company, one to the agency, one to the company again"

    def payment_rows(self, number: str, amount: int, still_open: int) -> Sequence[Part]:
        """None, where both kinds are there already."""
        kinds = {line.kind for line in self.desk.books.ledger(number) if line.source.startswith("bank:")}
        if {"direct_payment", "settlement_principal"} <= kinds:
            return ()
        return super().payment_rows(number, amount, still_open)


if __name__ == "__main__":
    sys.exit(serve(Client()))
