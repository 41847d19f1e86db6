"""A client that closes the service in its own books."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Hides the service from its user, and leaves the agreement as it is."""

    id = "never-closes-at-the-provider"
    mistake = "It closes the service in its own books only; the provider never hears of it."
    must = ("closing.done",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the provider says that the service is active, and the next look at it is shown",
    }
    on = ("ropo/closing-with-two-open-cases",)

    def closes_at_provider(self) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
