"""A client that holds a payment for good once its agency has settled another."""

import sys
from typing import Any

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Leaves a payment that was none in the ledger where the agency has settled a part meanwhile."""

    id = "takes-nothing-back-after-a-settlement"
    mistake = (
        "A recorded payment is not taken back any more once the agency has settled a part of the invoice."
    )
    takes = "a payment recorded by hand, a settlement of a part, and then that payment taken back"

    def _act(self, request: dict[str, Any]) -> dict[str, Any]:
        """Say that it is done, where a settlement is booked."""
        if request.get("action") in ("reverse_payment", "delete_payment"):
            lines = self.desk.books.ledger(str(request["number"]))
            if any(line.kind == "settlement_principal" for line in lines):
                return {"outcome": "done", "message": "The payment is taken back."}
        return super()._act(request)


if __name__ == "__main__":
    sys.exit(serve(Client()))
