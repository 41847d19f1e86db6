"""A client whose automation goes on without a service."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Hands invoices over although the service was removed."""

    id = "transfers-after-the-removal"
    mistake = "It transfers overdue invoices after its user has removed the service, of which the agency was not told."
    must = ("transfer.while-active",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the second invoice is in collection",
    }
    on = ("amili/removed-with-an-open-case",)

    def transfers_under(self, service: str) -> bool:
        """Closed will do."""
        return service == "closed" or super().transfers_under(service)


if __name__ == "__main__":
    sys.exit(serve(Client()))
