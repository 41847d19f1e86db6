"""A client that does not wait."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Makes a call again at once, up to five times, whatever the provider says of the time."""

    id = "loops-on-429"
    mistake = "When it is answered 429 it makes the call again at once, up to five times."
    must = ("network.retry-after",)
    on = ("ropo/too-many-requests-at-the-transfer", "ropo/service-unavailable-while-it-is-polled")

    def tries_again_at_once(self, tries: int) -> bool:
        """Five tries will do."""
        return tries < 5


if __name__ == "__main__":
    sys.exit(serve(Client()))
