"""A client that sends an invoice in error again as it was."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Keeps the document that it made first."""

    id = "sends-again-what-was-not-corrected"
    mistake = "It sends an invoice in error again without what its user corrected, and gets the same error."
    must = ("invoice.corrected",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "The invoice stays in error, which the story has mended."
    }
    on = ("kassavirta/postal-code-corrected",)

    def corrected(self, invoice: dict[str, Any], corrections: Mapping[str, Any]) -> dict[str, Any]:
        """The invoice, as it was."""
        return invoice


if __name__ == "__main__":
    sys.exit(serve(Client()))
