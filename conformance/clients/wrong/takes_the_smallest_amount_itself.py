"""A client for which the smallest amount is above itself."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Compares with the smallest amount the wrong way."""

    id = "takes-the-smallest-amount-itself"
    mistake = "Its automation takes an invoice of just the smallest amount, where only what is above goes."
    must = ("transfer.as-set",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "invoices that were to stay with the company are in collection",
    }
    on = ("kravia/automatic-transfer-leaves-what-it-must",)

    def spares(self, why: str) -> bool:
        """Not what is of that very amount."""
        return why != "minimum" and super().spares(why)


if __name__ == "__main__":
    sys.exit(serve(Client()))
