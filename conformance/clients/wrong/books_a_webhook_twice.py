"""A client that books a payment when a webhook tells of it."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books at each delivery; the bank's statement then confirms one of the bookings."""

    id = "books-a-webhook-twice"
    mistake = "It books what a webhook tells of at each delivery, and the same webhook can come twice."
    must = ("webhook.once",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.open-amount": "what is booked twice lowers the open amount twice",
        "settlement.booked-once": "what was booked twice is a settlement",
        "story.expect": "the story says what is booked and what is open",
    }
    on = ("ropo/webhooks-twice",)

    def money_in_webhook(self, event: dict[str, Any]) -> object | None:
        """The principal that the debtor paid to the agency."""
        by_agency = event.get("type") == "paid" and event.get("actor") == "agency"
        return event.get("capital_amount") if by_agency else None


if __name__ == "__main__":
    sys.exit(serve(Client()))
