"""A client that sends everything twice, to be sure that it arrives."""

import sys
from collections.abc import Sequence
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends each batch twice."""

    id = "sends-a-batch-twice"
    mistake = "It sends a batch of invoices again, although it was taken."
    must = ("transfer.once",)
    on = ("amili/automatic-batch-of-four",)

    def batches_of(self, items: list[dict[str, Any]]) -> Sequence[list[dict[str, Any]]]:
        """The same batch, and once more."""
        return [items, items]


if __name__ == "__main__":
    sys.exit(serve(Client()))
