"""A client that does not say what a removal leaves open."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Removes the service, and sends nobody to the agency."""

    id = "removes-the-service-without-a-word"
    mistake = "Its user is not told that the agency hears nothing of the removal, and has to be contacted."
    must = ("closing.told",)
    on = (
        "amili/removed-with-an-open-case",
        "amili/removed-and-open-cases-stopped",
    )

    def sends_user_to_agency_at_the_end(self) -> bool:
        """It is removed: that is all."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
