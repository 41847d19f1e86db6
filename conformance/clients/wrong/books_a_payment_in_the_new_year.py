"""A client that dates what debtors pay by its own clock."""

import sys
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books what came in on the last day of the year in the next one."""

    id = "books-a-payment-in-the-new-year"
    mistake = (
        "It books a debtor's payment under the day on which the statement came, which can be in another year."
    )
    must = ("settlement.in-its-year",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.report-dated": "what it reports has the date of its booking",
    }
    on = ("ropo/settled-around-new-year",)

    def booking_day(self, booked: date, today: date, kind: str) -> date:
        """Today, for a debtor's payment."""
        return today if kind == "direct_payment" else super().booking_day(booked, today, kind)


if __name__ == "__main__":
    sys.exit(serve(Client()))
