"""A client that numbers an invoice anew when it sends it again."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Thinks that no number may be used twice."""

    id = "gives-a-new-number-to-what-it-sends-again"
    mistake = (
        "It sends a corrected invoice under another number, so the one in error stays open at the agency."
    )
    must = ("invoice.corrected",)
    may: ClassVar[Mapping[str, str]] = {
        "invoice.as-told": "No user finished an invoice of that number.",
        "story.expect": "The invoice that the story looks at stays in error.",
        "case.followed": "It does not know the case of an invoice that it has not in its books.",
    }
    on = ("kassavirta/postal-code-corrected",)

    def corrected(self, invoice: dict[str, Any], corrections: Mapping[str, Any]) -> dict[str, Any]:
        """The invoice as it was corrected, as another one."""
        return {**super().corrected(invoice, corrections), "number": f"{invoice['number']}2"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
