"""A client whose automation begins in the past."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers whatever is overdue when the automation is switched on."""

    id = "transfers-what-fell-due-before"
    mistake = "Its automation takes invoices that fell due before it was switched on."
    must = ("transfer.since-switched-on",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "invoices that were to stay with the company are in collection",
    }
    on = (
        "kravia/automatic-transfer-from-its-first-day",
        "kravia/automatic-transfer-switched-on-anew",
    )

    def spares(self, why: str) -> bool:
        """All but what fell due before."""
        return why != "due_before" and super().spares(why)


if __name__ == "__main__":
    sys.exit(serve(Client()))
