"""A client that takes a refusal for a mishap."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends again, with ever longer pauses, what was answered 400."""

    id = "retries-a-400-for-ever"
    mistake = "It sends a transfer that was answered 400 again and again, unchanged."
    must = ("network.not-repeated-unchanged",)
    on = ("ropo/transfer-refused-and-asked-for-again",)

    def is_final(self, status: int) -> bool:
        """Anything but 400, which may be a mishap of today."""
        return status != 400 and super().is_final(status)


if __name__ == "__main__":
    sys.exit(serve(Client()))
