"""A client that tells its agency of everything that lowers what is open."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reports a credit loss as if it had been paid."""

    id = "reports-credit-losses"
    mistake = "It reports a credit loss to the agency as a payment, and the debtor is asked for nothing more."
    must = ("payment.direct-reported",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the agency ends the case, and the debtor does not pay",
    }
    on = ("amili/credit-loss-is-not-told",)

    def reported_of_a_loss(self, still_open: int) -> int:
        """All of it: nothing is open any more."""
        return still_open


if __name__ == "__main__":
    sys.exit(serve(Client()))
