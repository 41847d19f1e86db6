"""A client that has its own reminder charge collected as if the invoice were so much more."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Claims the invoice and 5.00."""

    id = "adds-its-charges-to-the-claim"
    mistake = "It adds what its own reminder cost to the principal that it hands over."
    must = ("transfer.amount",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the agency settles 5.00 more than the invoice",
    }
    on = ("amili/own-charges-stay-here",)

    def principal(self, total: int, still_open: int) -> int:
        """What is open, and what the reminder cost."""
        return still_open + 500


if __name__ == "__main__":
    sys.exit(serve(Client()))
