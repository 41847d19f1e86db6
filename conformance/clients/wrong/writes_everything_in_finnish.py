"""A client that knows one language."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Writes to everybody in Finnish."""

    id = "writes-everything-in-finnish"
    mistake = "It asks for Finnish whatever language its user chose."
    must = ("invoice.complete",)
    on = ("kassavirta/reminded-in-swedish",)

    def document_of(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """The invoice in Finnish."""
        return {**invoice, "language": "fi"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
