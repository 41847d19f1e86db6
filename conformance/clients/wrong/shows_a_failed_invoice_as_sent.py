"""A client that takes any answer for a sending."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Looks at no status."""

    id = "shows-a-failed-invoice-as-sent"
    mistake = "It shows an invoice as sent that the provider says it could not send."
    must = ("invoice.error-shown",)
    may: ClassVar[Mapping[str, str]] = {"story.expect": "The story looks at the invoice."}
    on = ("kassavirta/postal-code-corrected",)

    def is_failed(self, status: object) -> bool:
        """Never: it was taken."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
