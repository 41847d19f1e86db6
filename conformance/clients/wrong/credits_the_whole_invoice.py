"""A client for which a credit note ends an invoice."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows no credit note of a part."""

    id = "credits-the-whole-invoice"
    mistake = "It credits all that is open of an invoice, whatever the credit note says."
    must = (
        "story.expect",
        "payment.open-amount",
        "credit.reported",
    )
    may: ClassVar[Mapping[str, str]] = {
        "case.end-pays-nothing": "the invoice is shown as credited, and only a part of it was",
    }
    on = ("ropo/two-cases-a-credit-note-and-a-comment",)

    def credited(self, amount: int, still_open: int) -> int:
        """What is left."""
        return still_open


if __name__ == "__main__":
    sys.exit(serve(Client()))
