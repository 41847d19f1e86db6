"""A client that never keeps a token."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Fetches a token before each call."""

    id = "fetches-a-token-for-every-call"
    mistake = "It fetches a new token for every call."
    must = ("auth.token-kept",)
    on = ("ropo/token-refused-before-it-expired", "ropo/paid-after-the-reminder")

    def keeps_token(self) -> bool:
        """A new one is always good."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
