"""A client that tells its agency only of what is booked once it knows of the case."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes what was paid before the news of a case for no matter of the agency's."""

    id = "reports-no-payment-from-before-the-case"
    mistake = "A payment that it books before it hears that the agency has a case is never reported."
    must = ("payment.direct-reported",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the case goes on, so the invoice is not shown as ended"
    }
    on = ("kassavirta/paid-before-the-news-of-its-case",)

    def catches_up(self) -> bool:
        """It does not look back."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
