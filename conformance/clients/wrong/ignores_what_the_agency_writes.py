"""A client that takes the comments of an agency for small talk."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Shows letters and payments, and no comment."""

    id = "ignores-what-the-agency-writes"
    mistake = "It does not show its user what the agency writes about an invoice."
    must = ("case.comment-shown",)
    on = (
        "kassavirta/comments-both-ways",
        "ropo/agency-comments",
    )

    def is_for_the_user(self, event_type: str) -> bool:
        """None is."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
