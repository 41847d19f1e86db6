"""A client that gives all money an invoice."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.accounting import Part
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books a month's interest under the newest invoice in collection."""

    id = "books-interest-under-an-invoice"
    mistake = "It books the month's interest under an invoice, although it belongs to none."
    must = ("settlement.booked-once",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says that the interest has no invoice",
    }
    on = ("ropo/part-payment-then-the-rest", "ropo/settled-across-a-months-end")

    def interest_rows(self, amount: int, in_collection: Sequence[str]) -> Sequence[Part]:
        """Under the last one."""
        return (("settlement_interest", in_collection[-1] if in_collection else None, amount),)


if __name__ == "__main__":
    sys.exit(serve(Client()))
