"""A client that takes a payment back as if nobody else knew of it."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Does not say that the agency has to be told."""

    id = "takes-payments-back-in-silence"
    mistake = (
        "It takes back a payment that it had reported, and does not tell its user to turn to the agency."
    )
    must = ("payment.taken-back",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story wants its user told to turn to the agency",
    }
    on = ("kravia/payment-taken-back", "amili/payment-that-was-none")

    def contact_for_what_was_taken_back(self) -> str | None:
        """Nobody."""
        return None


if __name__ == "__main__":
    sys.exit(serve(Client()))
