"""A client for which collection prohibition is a matter of its automation."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Does what its user asks."""

    id = "transfers-what-is-prohibited"
    mistake = "It hands an invoice over whose debtor is under collection prohibition, because its user asked for it."
    must = ("transfer.not-prohibited",)
    on = ("amili/collection-is-prohibited",)

    def heeds_prohibition(self) -> bool:
        """Not if a person asks."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
