"""A client that fills in the collection status once."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Never replaces a status that it has."""

    id = "keeps-the-first-status"
    mistake = "It keeps the collection status that a case had when it was read first."
    must = ("case.followed",)
    on = ("ropo/never-pays",)

    def status_kept(self, before: str | None, told: str | None) -> str | None:
        """The first one."""
        return before or told


if __name__ == "__main__":
    sys.exit(serve(Client()))
