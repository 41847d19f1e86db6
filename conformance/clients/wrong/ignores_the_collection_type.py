"""A client with one way to collect."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has the agency remind a debtor whom its user has reminded already."""

    id = "ignores-the-collection-type"
    mistake = "It transfers with reminders, also when its user asked for collection without them."
    must = ("transfer.collection-type",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the demand comes two weeks later, and so does the payment",
    }
    on = ("ropo/collection-without-reminders",)

    def collection_type(self, asked: str | None, usual: str) -> str:
        """The usual one."""
        return usual


if __name__ == "__main__":
    sys.exit(serve(Client()))
