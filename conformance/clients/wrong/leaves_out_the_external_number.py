"""A client that sends the claim and nothing else."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows the external number, and keeps it."""

    id = "leaves-out-the-external-number"
    mistake = "It transfers an invoice without the external number that its debtor knows."
    must = ("transfer.carries",)
    on = ("kravia/what-travels-with-an-invoice",)

    def sent_along(self, further: dict[str, Any]) -> dict[str, Any]:
        """All but the external number."""
        return {key: value for key, value in further.items() if key != "externalInvoiceNo"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
