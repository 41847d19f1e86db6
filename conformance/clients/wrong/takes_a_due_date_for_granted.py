"""A client that does not wait for an answer."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """A request that the agency took is a new due date to it."""

    id = "takes-a-due-date-for-granted"
    mistake = "It tells its user that the due date is moved as soon as the agency has taken the request."
    must = ("request.awaited",)
    on = (
        "kassavirta/due-dates-decided-by-a-person",
        "kassavirta/due-date-refused-after-the-reminder",
    )

    def outcome_of_wish(self, kind: str) -> str:
        """Done, whatever it is."""
        return "done"


if __name__ == "__main__":
    sys.exit(serve(Client()))
