"""A client that tells payments apart by day and amount."""

import sys
from collections.abc import Sequence
from datetime import date

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Passes over a payment where another invoice was paid with as much on that day."""

    id = "drops-the-twin-of-another-invoice"
    mistake = "Of two payments of one amount on one day, for two invoices, it books the first."
    takes = "two invoices, and a payment to the company for each, equal and on one day"

    _day = ""

    def booking_day(self, booked: date, today: date, kind: str) -> date:
        """The bank's day, which is kept until the row is looked at."""
        self._day = booked.isoformat() if kind == "direct_payment" else ""
        return super().booking_day(booked, today, kind)

    def is_repeated(self, amount: int, booked: Sequence[int]) -> bool:
        """Whether another invoice has a payment of that day and amount."""
        if amount in booked:  # for the same invoice it is known that a debtor may pay twice
            return False
        lines = [line for line in self.desk.books.ledger() if line.source.startswith("bank:")]
        return ("direct_payment", self._day, amount) in [
            (line.kind, line.date, line.amount) for line in lines
        ]


if __name__ == "__main__":
    sys.exit(serve(Client()))
