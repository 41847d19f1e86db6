"""A client that sends what the provider's document requires, and nothing more."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Orders the service without the phone number that is to stand on every invoice."""

    id = "leaves-out-the-phone-of-customer-service"
    mistake = "It orders the service without the phone number of customer service, which the provider takes as it is."
    must = ("activation.details",)
    on = ("kassavirta/activated-in-one-visit", "perinta/activated-in-one-visit")

    def details_given(self, details: dict[str, Any]) -> dict[str, Any]:
        """What is required."""
        return {name: value for name, value in details.items() if name != "customer_service_phone_number"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
