"""A client that does not note which comments it has sent."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends each comment at every tick."""

    id = "sends-comments-again"
    mistake = "It sends a comment of its user to the agency again and again."
    must = ("case.comment-sent",)
    on = ("ropo/never-pays",)

    def is_sent_for_good(self, kind: str) -> bool:
        """Comments never are."""
        return kind != "comment"


if __name__ == "__main__":
    sys.exit(serve(Client()))
