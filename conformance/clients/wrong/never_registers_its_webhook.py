"""A client with a webhook address that nobody knows."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Declares webhooks, and forgets to subscribe."""

    id = "never-registers-its-webhook"
    mistake = "It declares webhooks and never registers its address with the provider."
    must = ("webhook.registered",)
    on = ("ropo/paid-after-the-reminder",)

    def registers_hooks(self) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
