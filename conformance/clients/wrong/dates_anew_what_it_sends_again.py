"""A client that dates an invoice anew when it sends it again."""

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Writes the date of the sending."""

    id = "dates-anew-what-it-sends-again"
    mistake = "It sends a corrected invoice with the date of the day, and has two at the agency."
    must = ("invoice.corrected",)
    on = ("kassavirta/postal-code-corrected",)

    def corrected(self, invoice: dict[str, Any], corrections: Mapping[str, Any]) -> dict[str, Any]:
        """The invoice as it was corrected, dated a day later."""
        later = date.fromisoformat(str(invoice["date"])) + timedelta(days=1)
        return {**super().corrected(invoice, corrections), "date": later.isoformat()}


if __name__ == "__main__":
    sys.exit(serve(Client()))
