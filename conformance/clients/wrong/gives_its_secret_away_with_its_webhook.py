"""A client that knows its own webhooks by a secret in their address."""

import sys
from collections.abc import Mapping

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes its client secret for that."""

    id = "gives-its-secret-away-with-its-webhook"
    mistake = "It puts its client secret into the address to which webhooks are sent."
    must = ("auth.secrets-hidden",)
    on = ("ropo/never-pays",)

    def hook_address(self, url: str, endpoint: Mapping[str, str]) -> str:
        """With the secret behind it."""
        return f"{url}?key={endpoint['client_secret']}"


if __name__ == "__main__":
    sys.exit(serve(Client()))
