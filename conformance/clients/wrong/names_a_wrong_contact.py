"""A client whose maker's address is in its code."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has the agreement sent to its own support."""

    id = "names-a-wrong-contact"
    mistake = "It names an address for the agreement that neither the user nor the company gave."
    must = ("activation.contact",)
    on = ("ropo/activation-asked-for-twice",)

    def agreement_contact(self, email: str) -> str:
        """Who made the program."""
        return "support@example.com"


if __name__ == "__main__":
    sys.exit(serve(Client()))
