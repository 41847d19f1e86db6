"""A client that orders a service before its company can be paid by it."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Names an account that is not active any more."""

    id = "orders-without-an-account"
    mistake = "It orders Kravia although its company has no active bank account."
    must = ("activation.prepared",)
    may: ClassVar[Mapping[str, str]] = {"story.expect": "the service that it ordered is there"}
    on = ("kravia/no-active-account",)

    def lacking_for_an_order(self, lacking: Sequence[str]) -> Sequence[str]:
        """Nothing, it says."""
        return ()


if __name__ == "__main__":
    sys.exit(serve(Client()))
