"""A client that reckons interest beside its agency."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends an invoice of interest with each invoice."""

    id = "makes-an-interest-invoice"
    mistake = "With each invoice it makes another one, of the interest on it, and hands that over as well."
    must = ("transfer.no-interest-invoice",)
    may: ClassVar[Mapping[str, str]] = {
        "transfer.asked": "nobody asked for an invoice of interest",
    }
    on = ("amili/interest-is-amilis-to-reckon",)

    def batches_of(self, items: list[dict[str, Any]]) -> Sequence[list[dict[str, Any]]]:
        """Each invoice, and one of its interest."""
        return [[*items, *(_interest(item) for item in items)]]


def _interest(item: dict[str, Any]) -> dict[str, Any]:
    named = {name: f"{item[name]}-K" for name in ("invoiceNumber", "uniqueSourceInvoiceId")}
    return {**item, **named, "originalInvoiceAmount": 5.35, "remainingAmount": 5.35}


if __name__ == "__main__":
    sys.exit(serve(Client()))
