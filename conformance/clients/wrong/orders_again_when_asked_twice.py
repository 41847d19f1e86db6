"""A client that takes a user's second click for a reason to hurry."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Orders the service at every tick once its user has asked twice."""

    id = "orders-again-when-asked-twice"
    mistake = (
        "When its user asks for the service a second time, it orders again and again until it is active."
    )
    must = ("activation.once",)
    on = ("ropo/activation-asked-for-twice",)

    _asked_twice = False

    def should_activate(self, state: str, wished: bool) -> bool:
        """As often as it takes, once the user has lost patience."""
        self._asked_twice |= wished and state == "pending"
        return self._asked_twice if state == "pending" else super().should_activate(state, wished)


if __name__ == "__main__":
    sys.exit(serve(Client()))
