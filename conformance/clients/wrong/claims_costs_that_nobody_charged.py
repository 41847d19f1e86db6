"""A client that adds reminder costs which it never had."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Adds 5.00 of its own to every claim."""

    id = "claims-costs-that-nobody-charged"
    mistake = "It transfers each invoice with 5.00 for a reminder of its own, and has sent none."
    must = ("transfer.own-costs",)
    on = ("ropo/never-pays",)

    def own_costs(self) -> int:
        """What a reminder would have cost."""
        return 500


if __name__ == "__main__":
    sys.exit(serve(Client()))
