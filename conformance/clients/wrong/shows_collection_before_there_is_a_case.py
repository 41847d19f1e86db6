"""A client for which a transfer is a case."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Shows an invoice as in collection as soon as the transfer was sent."""

    id = "shows-collection-before-there-is-a-case"
    mistake = "It shows an invoice as in collection before the agency has a case for it."
    must = ("transfer.shown-as-pending",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story looks while the transfer is pending",
    }
    on = ("ropo/activation-asked-for-twice", "ropo/transfer-fails-later")

    def state_shown(self, state: str) -> str:
        """A little ahead."""
        return "in_collection" if state == "transfer_pending" else state


if __name__ == "__main__":
    sys.exit(serve(Client()))
