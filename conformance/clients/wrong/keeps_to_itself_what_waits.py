"""A client that shows how far a case is, and not that it waits."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Leaves what has to be done to those who look into the portal."""

    id = "keeps-to-itself-what-waits"
    mistake = "It does not tell its user that a case waits for the company, in the portal of its agency."
    must = ("case.action-shown", "story.expect")
    on = ("kravia/too-old-to-be-taken",)

    def action_shown(self, needed: bool) -> bool:
        """Nothing has to be done."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
