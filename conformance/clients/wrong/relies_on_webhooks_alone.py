"""A client that never asks."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Waits to be told."""

    id = "relies-on-webhooks-alone"
    mistake = "It never polls: what a lost webhook would have told it never learns."
    must = ("webhook.made-up-for",)
    may: ClassVar[Mapping[str, str]] = {
        "activation.shown": "what a webhook would have told of the service is not shown",
        "story.expect": "the story says what has come about meanwhile",
    }
    on = ("ropo/webhooks-lost",)

    def polls(self) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
