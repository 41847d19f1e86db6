"""A client for which a provider out of service has refused."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Drops what it wanted to do when its provider is out of service."""

    id = "takes-503-for-a-no"
    mistake = "A 503 at a transfer it takes for a refusal, and the invoice is never transferred."
    must = ("network.retry-after",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the invoice is not in collection",
        "transfer.on-time": "the wish was lost with the transfer",
    }
    on = ("ropo/service-unavailable-at-the-transfer",)

    def is_final(self, status: int) -> bool:
        """A 503 too."""
        return status == 503 or super().is_final(status)


if __name__ == "__main__":
    sys.exit(serve(Client()))
