"""A client that reports a credit note at once or never."""

import sys
from typing import Any

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Does not report a credit note of an invoice whose case has not been opened yet."""

    id = "forgets-a-credit-note-of-a-pending-case"
    mistake = "A credit note that is made between the transfer and the opening of the case is not reported."
    takes = "a credit note in the minutes between a transfer and its case"

    def _act(self, request: dict[str, Any]) -> dict[str, Any]:
        """The act; then what cannot be reported yet is forgotten."""
        reply = super()._act(request)
        if request.get("action") == "credit_invoice":
            invoice = self.desk.books.invoice(str(request["number"]))
            for report in self.desk.books.reports("state = 'waiting' AND kind = 'credit'"):
                if invoice is not None and invoice.case_id is None and report.number == invoice.number:
                    self.desk.books.set_report(report.id, "dropped")
        return reply


if __name__ == "__main__":
    sys.exit(serve(Client()))
