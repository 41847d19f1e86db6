"""A client that makes a transfer again when it heard nothing of the first."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Looks at nothing before it sends a transfer again."""

    id = "transfers-again-without-looking"
    mistake = "When the answer to a transfer is cut it sends the transfer again, without a look at what became of it."
    must = ("network.unknown-outcome",)
    on = ("ropo/transfer-taken-and-its-answer-lost",)

    def looks_first(self, what: str) -> bool:
        """At anything but transfers."""
        return what != "transfer" and super().looks_first(what)


if __name__ == "__main__":
    sys.exit(serve(Client()))
