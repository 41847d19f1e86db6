"""A client that lets its user do no more than its automation."""

import sys
from collections.abc import Collection, Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Refuses by hand what the automation leaves alone."""

    id = "holds-its-user-to-the-automation"
    mistake = "It refuses to transfer by hand what its automation leaves out."
    must = ("transfer.by-hand",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the invoices that its user wanted collected are not",
    }
    on = (
        "kravia/automatic-transfer-from-its-first-day",
        "kravia/automatic-transfer-leaves-what-it-must",
    )

    def by_hand(self, left_alone: Collection[str]) -> bool:
        """Only what the automation takes."""
        return not left_alone


if __name__ == "__main__":
    sys.exit(serve(Client()))
