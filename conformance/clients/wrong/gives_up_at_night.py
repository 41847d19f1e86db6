"""A client for which a closed counter is a refusal."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Drops an order that meets its agency's nightly break."""

    id = "gives-up-at-night"
    mistake = "It tries to order the service in the maintenance break, and gives the order up."
    must = ("network.retry-after",)
    on = (
        "amili/ordered-at-night",
        "amili/break-told-as-locked",
    )

    def is_final(self, status: int) -> bool:
        """What is said of a break, too."""
        return status in (423, 503) or super().is_final(status)


if __name__ == "__main__":
    sys.exit(serve(Client()))
