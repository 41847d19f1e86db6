"""A client that takes comments for notes."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Says that a comment is sent, and keeps it."""

    id = "keeps-comments-to-itself"
    mistake = "It takes a comment for the agency, says that it is done, and sends nothing."
    must = ("case.comment-sent",)
    on = ("ropo/never-pays",)

    def passes_comments_on(self) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
