"""A client that mixes up the two parties of an invoice."""

import sys
from collections.abc import Mapping
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends the agency to its own address."""

    id = "names-itself-as-the-debtor"
    mistake = "It transfers an invoice with the address of its own company in place of the debtor's."
    must = ("transfer.debtor",)
    on = (
        "ropo/paid-in-time",
        "ropo/never-pays",
    )

    def debtor_of(self, debtor: Mapping[str, Any], company: Mapping[str, Any]) -> Mapping[str, Any]:
        """The debtor, at the company's address."""
        return {**debtor, "address": company["address"]}


if __name__ == "__main__":
    sys.exit(serve(Client()))
