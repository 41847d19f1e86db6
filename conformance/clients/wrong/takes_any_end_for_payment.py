"""A client for which a case that has ended has been paid."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Writes off as settled what is open when a case ends."""

    id = "takes-any-end-for-payment"
    mistake = "When a case ends without money, it books what is open of the invoice as settled."
    must = ("case.end-pays-nothing", "payment.open-amount", "settlement.booked-once")
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says what is booked and what is open, and both are wrong",
    }
    on = ("ropo/never-authorised-given-up", "ropo/norway-enforcement-uncollectable")

    def booked_at_the_end(self, still_open: int) -> int:
        """All of it."""
        return still_open


if __name__ == "__main__":
    sys.exit(serve(Client()))
