"""A client that promises an order, and does not place it."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Tells its user that the order goes on by itself, and forgets it."""

    id = "forgets-what-was-ordered-at-night"
    mistake = "An order that meets the maintenance break is pending for its user, and is never placed."
    must = (
        "activation.after-the-break",
        "network.retry-after",
    )
    on = ("amili/ordered-at-night",)

    def keeps_an_order(self) -> bool:
        """Not overnight."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
