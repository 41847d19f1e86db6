"""A client whose documents have no payment reference."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Keeps the reference to itself, so debtors pay without one."""

    id = "leaves-the-reference-out"
    mistake = "It writes no reference into the document, and what its debtor pays matches nothing."
    must = ("invoice.as-told",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the payment stands in the books without an invoice, or the agency sends the invoice back",
    }
    on = ("ropo/paid-to-the-creditor", "kassavirta/reference-missing")

    def document_of(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """Without the line that is not filled in on paper either."""
        return {**invoice, "reference": None}


if __name__ == "__main__":
    sys.exit(serve(Client()))
