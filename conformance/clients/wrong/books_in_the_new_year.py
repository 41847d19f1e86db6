"""A client that dates everything on the day it hears of it."""

import sys
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books the last settlement of a year in the next one, since its statement came then."""

    id = "books-in-the-new-year"
    mistake = "It books a settlement under the day on which the statement came, which can be in another year."
    must = ("settlement.in-its-year",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.report-dated": "a direct payment is reported under the day under which it is booked",
    }
    on = ("ropo/settled-around-new-year",)

    def booking_day(self, booked: date, today: date, kind: str) -> date:
        """Today."""
        return today


if __name__ == "__main__":
    sys.exit(serve(Client()))
