"""A client that dates its reports itself."""

import sys
from datetime import date

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reports what was paid yesterday as paid today."""

    id = "reports-the-day-that-it-heard"
    mistake = "Its reports name the day on which it read the statement, in place of the day of the payment."
    must = ("payment.report-dated",)
    on = ("ropo/paid-to-the-creditor",)

    def reported_day(self, paid: str, today: date) -> str:
        """Today."""
        return today.isoformat()


if __name__ == "__main__":
    sys.exit(serve(Client()))
