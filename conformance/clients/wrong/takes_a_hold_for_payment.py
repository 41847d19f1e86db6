"""A client that has no word for a pause."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """What is not collected just now is settled, in its books."""

    id = "takes-a-hold-for-payment"
    mistake = "When collection rests it books what is open as settled."
    must = ("settlement.booked-once",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "nothing is open of the invoice during the hold",
        "payment.open-amount": "nothing is open in its books",
    }
    on = (
        "kassavirta/hold-over",
        "kassavirta/hold-added-changed-lifted",
    )

    def booked_with_wish(self, kind: str, still_open: int) -> int:
        """All of it, for a hold."""
        return still_open if kind == "hold" else 0


if __name__ == "__main__":
    sys.exit(serve(Client()))
