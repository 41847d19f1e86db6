"""A client that takes a busy provider for one that refuses."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes 429 and 503 for a no."""

    id = "gives-up-after-429"
    mistake = "When a transfer is answered 429 it gives up, and never tries again."
    must = ("network.retry-after",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the invoice never comes into collection",
    }
    on = ("ropo/too-many-requests-at-the-transfer",)

    def is_final(self, status: int) -> bool:
        """Any answer that is an error."""
        return status in (429, 503) or super().is_final(status)


if __name__ == "__main__":
    sys.exit(serve(Client()))
