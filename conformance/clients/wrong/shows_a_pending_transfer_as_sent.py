"""A client whose user does not see that a transfer is under way."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Shows an invoice as it was, until the agency has a case of it."""

    id = "shows-a-pending-transfer-as-sent"
    mistake = "It shows an invoice as merely sent while its transfer is pending, so that its user asks for another one."
    must = ("transfer.shown-as-pending",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story looks while the transfer is pending",
    }
    on = ("perinta/pending-for-a-day",)

    def state_shown(self, state: str) -> str:
        """As if nobody had asked for anything."""
        return "sent" if state == "transfer_pending" else state


if __name__ == "__main__":
    sys.exit(serve(Client()))
