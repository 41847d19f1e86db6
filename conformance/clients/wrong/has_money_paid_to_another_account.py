"""A client whose order names the account that its makers tried it out with."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has an account in its settings that nobody changed."""

    id = "has-money-paid-to-another-account"
    mistake = "It orders the service with an account that is not the company's, and the agency pays to that."
    must = ("activation.own-details",)
    on = ("kassavirta/activated-in-one-visit", "perinta/activated-in-one-visit")

    def details_given(self, details: dict[str, Any]) -> dict[str, Any]:
        """With the account of an example."""
        return {**details, "iban": "FI4250001510000023"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
