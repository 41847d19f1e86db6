"""A client that books what the agency charges the debtor."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has a row for each letter of the agency."""

    id = "books-the-agencys-fees"
    mistake = "It books the fee of each letter under the invoice, and the company has nothing of it."
    must = ("story.expect",)
    on = ("ropo/never-pays",)

    def fee_in_event(self, event: dict[str, Any]) -> object | None:
        """Five euros for a letter."""
        return "5.00" if event.get("type") in ("reminder_sent", "payment_demand_sent") else None


if __name__ == "__main__":
    sys.exit(serve(Client()))
