"""A client that was written in Finland."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers rent as rent whatever the country."""

    id = "hands-rent-over-everywhere"
    mistake = "It transfers rent as rent in Sweden, where the provider takes none."
    must = ("transfer.receivable",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "The provider refuses the transfer, so that nothing is collected.",
    }
    on = ("ropo/sweden-rent-goes-as-an-ordinary-claim",)

    def rent_of(self, invoice: Mapping[str, Any], country: str) -> Any:
        """What is let, in any country."""
        return invoice.get("rental")


if __name__ == "__main__":
    sys.exit(serve(Client()))
