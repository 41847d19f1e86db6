"""A client whose automation runs although nobody turned it on."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers overdue invoices by itself, whatever the user's setting says."""

    id = "transfers-unasked"
    mistake = "It transfers overdue invoices by itself, although its user never turned the automation on."
    must = ("transfer.asked",)
    on = ("ropo/never-pays",)

    def transfers_by_itself(self, enabled: bool) -> bool:
        """Always."""
        return True


if __name__ == "__main__":
    sys.exit(serve(Client()))
