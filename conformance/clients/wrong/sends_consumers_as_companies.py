"""A client that knows companies only."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers a consumer as a company."""

    id = "sends-consumers-as-companies"
    mistake = "It transfers a consumer's invoice as a company's receivable."
    must = ("transfer.receivable",)
    on = ("ropo/consumer-waits-fourteen-days", "ropo/automatic-transfer")

    def receivable_of(self, debtor_kind: str) -> str:
        """Always the same."""
        return "company"


if __name__ == "__main__":
    sys.exit(serve(Client()))
