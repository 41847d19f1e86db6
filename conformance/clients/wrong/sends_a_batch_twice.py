"""A client that sends everything twice, to be sure that it arrives."""

import sys
from collections.abc import Sequence
from typing import Any

from conformance.clients.reference.autocollect import AutoCollect
from conformance.clients.reference.books import Books
from conformance.clients.reference.protocol import serve
from conformance.clients.reference.provider import Claim, Provider
from conformance.clients.wrong import WrongClient


class Twice(AutoCollect):
    """The calls, with each batch of invoices sent twice."""

    def transfer_all(self, claims: Sequence[Claim]) -> None:
        """Send a batch, and send it again."""
        super().transfer_all(claims)
        super().transfer_all(claims)


class Client(WrongClient):
    """Sends each batch twice."""

    id = "sends-a-batch-twice"
    mistake = "It sends a batch of invoices again, although it was taken."
    must = ("transfer.once",)
    on = ("amili/automatic-batch-of-four",)

    def _channel(self, agency: str, kept: Books, company: dict[str, Any]) -> Provider:
        if agency != Twice.agency:
            return super()._channel(agency, kept, company)
        return Twice(self._endpoints[agency], self, kept, company)


if __name__ == "__main__":
    sys.exit(serve(Client()))
