"""A client that knows an invoice by its own reference alone."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Forgets what the debtor was told."""

    id = "knows-its-own-references-only"
    mistake = "It does not know a payment by the reference of the invoice that was sent."
    must = ("payment.booked-once", "payment.direct-reported", "payment.open-amount")
    may: ClassVar[Mapping[str, str]] = {"story.expect": "the story says that the payment is booked"}
    on = ("kassavirta/consumer-after-the-banks-were-told",)

    def references(self) -> Sequence[str]:
        """The invoice's own."""
        return ("reference",)


if __name__ == "__main__":
    sys.exit(serve(Client()))
