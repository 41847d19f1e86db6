"""A client that makes an invoice add up by itself."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.money import to_cents, to_text
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows that rows and total have to be the same, and sees to it."""

    id = "takes-the-sum-of-the-rows-for-the-total"
    mistake = "Where the rows come to a cent less than the total it sends the invoice with another total."
    must = ("invoice.as-told",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.open-amount": "what it shows as open is the total that it sent, not the one that its user finished",
    }
    on = ("kassavirta/rows-a-cent-off",)

    def taken(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """The invoice with what its rows come to."""
        total = sum(to_cents(row["total"]) for row in invoice["rows"])
        return {**invoice, "total": to_text(total)}


if __name__ == "__main__":
    sys.exit(serve(Client()))
