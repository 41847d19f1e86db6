"""A client for which a closed service has no cases."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Stops to follow what is open at the agency."""

    id = "loses-cases-when-the-service-closes"
    mistake = "It stops following its open cases when the service is closed."
    must = ("case.followed",)
    on = ("ropo/closing-with-two-open-cases", "amili/removed-with-an-open-case")

    def follows_cases(self, service: str) -> bool:
        """Only while there is a service."""
        return service == "active"


if __name__ == "__main__":
    sys.exit(serve(Client()))
