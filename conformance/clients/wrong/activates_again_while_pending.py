"""A client that asks for the service again on every day that it is pending."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes a pending activation for a failed one."""

    id = "activates-again-while-pending"
    mistake = "It activates the service again while it is pending, so the agreement is sent again."
    must = ("activation.once",)
    on = ("ropo/paid-after-the-reminder", "ropo/activation-declined")

    def should_activate(self, state: str, wished: bool) -> bool:
        """As long as it is not active."""
        return state == "pending" or super().should_activate(state, wished)


if __name__ == "__main__":
    sys.exit(serve(Client()))
