"""A client whose documents have another due date than its invoices."""

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows one payment term: fourteen days."""

    id = "writes-its-own-payment-term"
    mistake = "Into each document it writes the due date that it reckons itself, fourteen days after the invoice date."
    must = ("invoice.as-told",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the provider counts the days of a transfer from what the document says",
    }
    on = ("ropo/never-pays",)

    def document_of(self, invoice: dict[str, Any]) -> dict[str, Any]:
        """With the usual payment term."""
        due = date.fromisoformat(invoice["date"]) + timedelta(days=14)
        return {**invoice, "due_date": due.isoformat()}


if __name__ == "__main__":
    sys.exit(serve(Client()))
