"""A client that writes off, and looks away."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """To its user the case is closed from then on."""

    id = "takes-a-bad-debt-for-the-end"
    mistake = (
        "It shows an invoice that was recorded as a bad debt as closed, although its collection goes on."
    )
    must = ("case.followed",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story looks for a case in collection",
    }
    on = ("kassavirta/bad-debt-goes-on",)

    def shown_as_bad_debt(self, state: str) -> str:
        """Closed."""
        return "closed"


if __name__ == "__main__":
    sys.exit(serve(Client()))
