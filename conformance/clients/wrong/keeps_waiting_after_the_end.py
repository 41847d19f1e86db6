"""A client that waits for money of which the agency has given up hope."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Leaves an invoice in collection until it is paid."""

    id = "keeps-waiting-after-the-end"
    mistake = "It shows an invoice as in collection for ever when its case has ended without money."
    must = ("case.followed",)
    may: ClassVar[Mapping[str, str]] = {"story.expect": "the story says that the invoice is closed"}
    on = ("ropo/never-authorised-given-up", "ropo/cancelled-by-the-company")

    def state_shown(self, state: str) -> str:
        """What is open is in collection."""
        return "in_collection" if state == "closed" else state


if __name__ == "__main__":
    sys.exit(serve(Client()))
