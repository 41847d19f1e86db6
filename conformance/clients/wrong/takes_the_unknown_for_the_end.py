"""A client for which a status that it does not know is the last one."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has two statuses that go on, and takes all others for the end."""

    id = "takes-the-unknown-for-the-end"
    mistake = "A status of a case that nobody has documented it takes for the end of the case."
    must = ("case.followed", "story.expect")
    on = ("ropo/something-unheard-of",)

    def case_status(self, status: str | None, known: str | None) -> str | None:
        """Over, unless it goes on."""
        return status if status in ("open", "partially_closed") else "closed"


if __name__ == "__main__":
    sys.exit(serve(Client()))
