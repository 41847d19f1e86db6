"""A client whose links log their reader in."""

import sys
from collections.abc import Mapping

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Puts its secret into the address of a case."""

    id = "shows-a-secret-in-a-cases-address"
    mistake = "The address of a case that it shows its user has its client secret in it."
    must = ("auth.secrets-hidden",)
    on = ("ropo/never-pays",)

    def case_address(self, url: str | None, endpoint: Mapping[str, str]) -> str | None:
        """One that opens without a password."""
        return url and f"{url}?key={endpoint['client_secret']}"


if __name__ == "__main__":
    sys.exit(serve(Client()))
