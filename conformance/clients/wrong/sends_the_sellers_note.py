"""A client that describes a claim with what the seller noted on it."""

import sys
from collections.abc import Mapping
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends a note that is for the company alone."""

    id = "sends-the-sellers-note"
    mistake = "It sends the seller's note to the agency as the description of the claim."
    must = ("transfer.without-the-note",)
    on = ("kravia/what-travels-with-an-invoice",)

    def description_of(self, invoice: Mapping[str, Any]) -> str:
        """The note, where there is one."""
        return str(invoice.get("seller_note") or super().description_of(invoice))


if __name__ == "__main__":
    sys.exit(serve(Client()))
