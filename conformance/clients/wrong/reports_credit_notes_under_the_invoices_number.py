"""A client that takes one number for another."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Names the invoice where the agency asks for the credit note."""

    id = "reports-credit-notes-under-the-invoices-number"
    mistake = "It reports a credit note under the number of its invoice."
    must = ("credit.report-named",)
    on = ("ropo/credit-note-ends-the-case",)

    def credit_note_named(self, note: str | None, invoice: str) -> str | None:
        """The invoice's."""
        return note and invoice


if __name__ == "__main__":
    sys.exit(serve(Client()))
