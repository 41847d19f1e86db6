"""A client whose documents have no address."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Leaves the post to others."""

    id = "leaves-the-address-out"
    mistake = "It leaves the debtor's address out of its documents, so the agency can write to nobody."
    must = ("invoice.complete",)
    may: ClassVar[Mapping[str, str]] = {"story.expect": "the agency sends back what it cannot write to"}
    on = ("kassavirta/routed-and-paid",)

    def document_of(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """The invoice with a debtor that lives nowhere."""
        return {
            **invoice,
            "debtor": {key: word for key, word in invoice["debtor"].items() if key != "address"},
        }


if __name__ == "__main__":
    sys.exit(serve(Client()))
