"""A client whose documents say of a company who it is by its name alone."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes the business ID for a matter of its own register."""

    id = "leaves-the-business-id-out"
    mistake = (
        "Its documents have no business ID of the debtor, so that the agency takes a company for a consumer."
    )
    must = ("invoice.complete",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the group that goes by the business ID does not hold for the invoice",
    }
    on = ("kassavirta/vip-customer-ends-after-the-reminder", "kassavirta/routed-and-paid")

    def document_of(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """Without it."""
        debtor = {name: value for name, value in invoice["debtor"].items() if name != "business_id"}
        return {**invoice, "debtor": debtor}


if __name__ == "__main__":
    sys.exit(serve(Client()))
