"""A client that tells its user how it speaks to the provider."""

import sys
from collections.abc import Mapping

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Puts what it knows of the connection, secrets too, behind a message."""

    id = "shows-a-secret-in-a-message"
    mistake = "When the provider does not answer it shows its user the credentials that it used."
    must = ("auth.secrets-hidden",)
    on = ("ropo/too-many-requests-at-the-transfer",)

    def told_when_unanswered(self, text: str, endpoint: Mapping[str, str]) -> str:
        """With all that may help to find out why."""
        return f"{text} {dict(endpoint)}"


if __name__ == "__main__":
    sys.exit(serve(Client()))
