"""A client that believes the agency's news more than its bank."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from conformance.clients.reference.money import to_cents
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books what the debtor paid to the agency, with the agency's fees and interest."""

    id = "books-the-gross-amount"
    mistake = "It takes what the debtor paid to the agency, fees and interest included, for what the agency settled."
    must = ("settlement.booked-once", "payment.open-amount")
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says what is booked and what is open, and both are wrong",
    }
    on = ("ropo/paid-after-the-reminder", "ropo/part-payment-then-the-rest")

    def settled(self, amount: int, told: Sequence[dict[str, Any]]) -> int:
        """The amount of the agency's last payment."""
        return to_cents(told[-1]["amount"]) if told else amount


if __name__ == "__main__":
    sys.exit(serve(Client()))
