"""A client that hands the whole invoice over, whatever was paid of it."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Looks at the invoice, and at nothing that was booked since."""

    id = "claims-the-whole-total"
    mistake = "It transfers an invoice with its total, though parts of it were paid and credited before."
    must = ("transfer.amount",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the agency collects what is not owed",
    }
    on = ("ropo/part-paid-before-the-transfer",)

    def principal(self, total: int, still_open: int) -> int:
        """All of it."""
        return total


if __name__ == "__main__":
    sys.exit(serve(Client()))
