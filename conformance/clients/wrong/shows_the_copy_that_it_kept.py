"""A client that shows where to pay from the copy that it kept."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Never looks at what was sent."""

    id = "shows-the-copy-that-it-kept"
    mistake = "It shows the company's own account and reference as those that the debtor was given."
    must = ("invoice.payment-details",)
    on = (
        "kassavirta/routed-and-paid",
        "kassavirta/consumer-after-the-banks-were-told",
    )

    def told_debtor(self, own: Any, changed: str | None) -> Any:
        """What the user wrote."""
        return own


if __name__ == "__main__":
    sys.exit(serve(Client()))
