"""A client with a text of its own for an invoice that failed."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows better than the provider."""

    id = "keeps-the-reason-of-an-error-to-itself"
    mistake = "It tells its user that an invoice could not be sent, and not what the provider said was wrong."
    must = ("message.whole",)
    on = (
        "kassavirta/postal-code-corrected",
        "kassavirta/number-taken",
        "kassavirta/due-date-came-too-near",
    )

    def told_of_refusal(self, text: str) -> str:
        """Always the same."""
        return "The invoice was not sent."


if __name__ == "__main__":
    sys.exit(serve(Client()))
