"""A client with one list of messages for everything."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Tells its user what the provider said, and leaves open of which invoice."""

    id = "shows-what-failed-on-no-invoice"
    mistake = "It shows what the provider said of a failed transfer, but not at the invoice that it is about."
    must = ("message.whole",)
    on = ("ropo/transfer-fails-later",)

    def shown_at(self, number: str) -> str | None:
        """At none."""
        return None


if __name__ == "__main__":
    sys.exit(serve(Client()))
