"""A client that makes drafts of invoices in collection."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Lets its user write on an invoice that the agency has."""

    id = "reopens-what-was-transferred"
    mistake = "It makes a transferred invoice an unfinished one again."
    must = ("transfer.no-way-back",)
    may: ClassVar[Mapping[str, str]] = {
        "webhook.made-up-for": "a draft shows nothing of its case",
        "case.followed": "the invoice is shown as a draft while its case is open",
        "story.expect": "the invoice is shown as a draft",
    }
    on = ("kravia/due-date-changed-before-the-transfer",)

    def goes_back(self, handed_over: bool) -> bool:
        """Any invoice."""
        return True


if __name__ == "__main__":
    sys.exit(serve(Client()))
