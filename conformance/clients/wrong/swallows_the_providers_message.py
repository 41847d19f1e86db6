"""A client with a text of its own for everything that goes wrong."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Tells its user that something failed, and keeps to itself what."""

    id = "swallows-the-providers-message"
    mistake = "It tells its user that the provider refused, and not what the provider said."
    must = ("message.whole",)
    on = ("ropo/transfer-refused-with-a-text", "ropo/transfer-fails-later")

    def told_of_refusal(self, text: str) -> str:
        """Always the same."""
        return "Ropo did not accept this."


if __name__ == "__main__":
    sys.exit(serve(Client()))
