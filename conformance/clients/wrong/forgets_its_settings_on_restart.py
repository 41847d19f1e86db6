"""A client that keeps in memory what its user has set."""

import sys

from conformance.clients.reference.books import Books
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has its settings until its process ends."""

    id = "forgets-its-settings-on-restart"
    mistake = "Killed and started again it does not transfer by itself any more, though its user had asked for that."
    must = (
        "transfer.on-time",
        "story.expect",
    )
    on = ("ropo/killed-again-and-again",)

    def after_restart(self, books: Books) -> None:
        """Begin with none."""
        books.set_note("settings", {})


if __name__ == "__main__":
    sys.exit(serve(Client()))
