"""A client that does not take no for an answer."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Orders a declined service anew by itself."""

    id = "orders-again-after-a-decline"
    mistake = "When the signatory has declined, it orders the service anew without being asked."
    must = ("activation.asked",)
    on = ("ropo/activation-declined",)

    def should_activate(self, state: str, wished: bool) -> bool:
        """Also when it was declined."""
        return super().should_activate(state, wished) or state == "declined"


if __name__ == "__main__":
    sys.exit(serve(Client()))
