"""A client that does not wait for the agreement."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers overdue invoices as soon as the service was ordered."""

    id = "transfers-while-the-service-is-pending"
    mistake = "It transfers invoices by itself while the service is pending, and is refused."
    must = ("transfer.while-active",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "what was refused is not in collection when the service is active",
    }
    on = ("ropo/activation-never-signed", "amili/invoices-wait-for-the-activation")

    def transfers_under(self, service: str) -> bool:
        """Pending will do."""
        return service in ("pending", "active")


if __name__ == "__main__":
    sys.exit(serve(Client()))
