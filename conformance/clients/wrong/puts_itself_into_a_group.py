"""A client that takes the wrong business ID."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Finds its own in the next field."""

    id = "puts-itself-into-a-group"
    mistake = "It puts its own company into a group of customers, in place of the customer."
    must = ("group.set",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the customer follows the ordinary process",
    }
    on = (
        "kassavirta/premium-customer-ends-unpaid",
        "kassavirta/vip-customer-ends-after-the-reminder",
    )

    def customer_of(self, business_id: str, company: Mapping[str, Any]) -> str:
        """The company's own."""
        return str(company["business_id"])


if __name__ == "__main__":
    sys.exit(serve(Client()))
