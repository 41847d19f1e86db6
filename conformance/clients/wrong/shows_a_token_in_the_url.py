"""A client that puts its token where every log on the way keeps it."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends its token in the query too."""

    id = "shows-a-token-in-the-url"
    mistake = "It puts its token into the URL of every call."
    must = ("auth.secrets-hidden",)
    on = ("ropo/paid-after-the-reminder",)

    def token_in_url(self) -> bool:
        """It does no harm there."""
        return True


if __name__ == "__main__":
    sys.exit(serve(Client()))
