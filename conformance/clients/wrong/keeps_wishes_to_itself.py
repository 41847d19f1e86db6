"""A client that notes what its user wants of the agency."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Says done, and calls nobody."""

    id = "keeps-wishes-to-itself"
    mistake = (
        "What its user wants of the agency (a hold, an end, another due date) it keeps in its own notes."
    )
    must = ("request.sent",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the agency reminds all the same, and the case goes on",
    }
    on = (
        "kassavirta/hold-added-changed-lifted",
        "kassavirta/cancelled-after-the-reminder",
        "perinta/due-date-hold-and-cancellation",
    )

    def passes_wishes_on(self, kind: str) -> bool:
        """None."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
