"""A client that counts from the wrong day."""

import sys
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Counts the waiting days from the day of the invoice instead of its due date."""

    id = "counts-from-the-invoice-date"
    mistake = "It counts the waiting days from the invoice's own date, not from its due date."
    must = ("transfer.not-early",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the provider refuses the early transfer, and the invoice never gets into collection",
    }
    on = ("ropo/automatic-transfer", "ropo/midsummer")

    def waits_from(self, invoice: Mapping[str, Any]) -> date:
        """The day of the invoice."""
        return date.fromisoformat(str(invoice["date"]))


if __name__ == "__main__":
    sys.exit(serve(Client()))
