"""A client whose webhook address is broken."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reads each webhook, and answers that it failed."""

    id = "refuses-its-webhooks"
    mistake = "It answers every webhook with 500, at each attempt."
    must = ("webhook.acknowledged",)
    on = ("ropo/paid-after-the-reminder",)

    def hook_status(self, status: int) -> int:
        """Never a good one."""
        return 500


if __name__ == "__main__":
    sys.exit(serve(Client()))
