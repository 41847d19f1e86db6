"""A client that knows principal only."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Passes over the entry with a month's interest."""

    id = "loses-the-months-interest"
    mistake = "It does not book the interest that the agency settles once a month."
    must = ("settlement.booked-once",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says how much interest is booked",
    }
    on = ("ropo/part-payment-then-the-rest", "ropo/settled-across-a-months-end")

    def interest_rows(self, amount: int, in_collection: Sequence[str]) -> Sequence[Part]:
        """Nothing."""
        return ()


if __name__ == "__main__":
    sys.exit(serve(Client()))
