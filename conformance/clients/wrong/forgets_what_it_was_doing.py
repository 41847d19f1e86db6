"""A client that writes down what it does only when it is done."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has nothing in its books of a transfer under way, so a killed process knows of none."""

    id = "forgets-what-it-was-doing"
    mistake = "It keeps no note of a transfer before it makes it; killed in between it makes it again without a look."
    must = ("network.unknown-outcome",)
    may: ClassVar[Mapping[str, str]] = {
        "case.followed": "the case that it knows nothing of goes on without it",
        "story.expect": "the second transfer is refused, and the client believes that",
    }
    on = ("ropo/killed-before-it-heard-of-the-transfer",)

    def notes_before_calling(self) -> bool:
        """It is soon done."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
