"""A client whose users can delete what they have booked."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Forgets a payment and what took it back."""

    id = "deletes-payments"
    mistake = "It deletes a payment of an invoice that the agency has, as if nobody had been told of it."
    must = ("payment.stays",)
    on = ("amili/payment-that-was-none",)

    def _view(self, request: dict[str, Any]) -> dict[str, Any]:
        """Everything but what was taken back."""
        view = super()._view(request)
        gone = {
            row["source"].removeprefix("reversal:") for row in view["ledger"] if row["kind"] == "reversal"
        }
        rows = [row for row in view["ledger"] if row["source"].removeprefix("reversal:") not in gone]
        return {**view, "ledger": rows}


if __name__ == "__main__":
    sys.exit(serve(Client()))
