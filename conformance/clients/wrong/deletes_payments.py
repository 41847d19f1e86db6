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

    def rows_shown(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """All but what was taken back, and what took it back."""
        gone = {row["source"].removeprefix("reversal:") for row in rows if row["kind"] == "reversal"}
        return [row for row in rows if row["source"].removeprefix("reversal:") not in gone]


if __name__ == "__main__":
    sys.exit(serve(Client()))
