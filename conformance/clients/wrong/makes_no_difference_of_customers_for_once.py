"""A client that has one kind of customers."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends a temporary customer like any other."""

    id = "makes-no-difference-of-customers-for-once"
    mistake = "It hands an invoice of a temporary customer over without saying that it is one."
    must = ("transfer.tells",)
    on = ("amili/customer-for-once",)

    def sent_along(self, further: dict[str, Any]) -> dict[str, Any]:
        """All but that."""
        return {key: value for key, value in further.items() if key != "temporary"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
