"""A client that does not look whom it orders for."""

import sys
from collections.abc import Sequence

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Orders the service for a user without a phone number."""

    id = "orders-without-a-phone-number"
    mistake = "It leaves the phone number of the user out of the order."
    must = ("activation.details",)
    on = ("amili/ordered-without-a-phone-number",)

    def lacking_for_an_order(self, lacking: Sequence[str]) -> Sequence[str]:
        """Nothing, it says."""
        return ()


if __name__ == "__main__":
    sys.exit(serve(Client()))
