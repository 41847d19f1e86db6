"""A client that looks at an invoice, puts it aside, and calls that sending."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows what the agency would not take, and keeps it from agency and user alike."""

    id = "says-done-for-what-it-never-sent"
    mistake = "An invoice without a reference, or whose rows do not add up, it keeps back, and says that it is sent."
    must = ("invoice.sent",)
    on = ("kassavirta/reference-missing", "kassavirta/rows-a-cent-off")

    def outcome_of_obstacle(self) -> str:
        """What the user hopes for."""
        return "done"


if __name__ == "__main__":
    sys.exit(serve(Client()))
