"""A client that takes the agency's news of a payment for money."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books the event `paid`, and the settlement on the bank statement as well."""

    id = "books-the-settlement-twice"
    mistake = "It books a settlement from the agency's event `paid`, and again from the bank statement."
    must = ("settlement.booked-once",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.open-amount": "what is booked twice is taken off twice",
        "story.expect": "the story says what is booked and what is open, and both are wrong",
    }
    on = ("ropo/paid-after-the-reminder", "ropo/part-payment-then-the-rest")

    def money_in_event(self, event: dict[str, Any]) -> object | None:
        """The principal that the debtor paid to the agency."""
        by_agency = event.get("type") == "paid" and event.get("actor") == "agency"
        return event.get("capital_amount") if by_agency else None


if __name__ == "__main__":
    sys.exit(serve(Client()))
