"""A client that goes by the name of a call."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has a call for corrections, and uses it."""

    id = "reports-credit-notes-as-corrections"
    mistake = "It reports a credit note as a correction to an agency that wants to hear of it as a payment."
    must = ("credit.as-payment",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.direct-reported": "the payment that the agency wants to hear of is never reported",
    }
    on = ("amili/credit-note-told-as-a-payment",)

    def credits_as_payments(self) -> bool:
        """A credit note is no payment."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
