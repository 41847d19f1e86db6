"""A client that leaves its user alone with a refusal."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Shows the text of a refusal, and does not say that the provider alone can help."""

    id = "never-sends-its-user-to-the-provider"
    mistake = "Of what the provider refused it tells its user to contact nobody."
    must = ("story.expect", "request.by-contact")
    on = ("ropo/transfer-refused-with-a-text", "amili/handed-over-by-mistake")

    def contact(self, contact: str | None) -> str | None:
        """Nobody."""
        return None


if __name__ == "__main__":
    sys.exit(serve(Client()))
