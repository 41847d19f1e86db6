"""A client that knows one way in which a case can end."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books what it should, and shows as paid whatever Ropo has closed."""

    id = "shows-an-ended-case-as-paid"
    mistake = "It shows an invoice as paid because its case has ended, whatever the reason."
    must = ("case.end-pays-nothing",)
    may: ClassVar[Mapping[str, str]] = {"story.expect": "the story says that the invoice is closed"}
    on = ("ropo/cancelled-by-the-company", "ropo/norway-enforcement-uncollectable")

    def state_shown(self, state: str) -> str:
        """Closed is paid."""
        return "paid" if state == "closed" else state


if __name__ == "__main__":
    sys.exit(serve(Client()))
