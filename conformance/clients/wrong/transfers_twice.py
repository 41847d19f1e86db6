"""A client that does not remember what it handed over."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers again what is still pending."""

    id = "transfers-twice"
    mistake = "It transfers an invoice again while its first transfer is pending."
    must = ("transfer.once",)
    on = ("ropo/never-pays", "ropo/two-invoices-of-equal-amounts")

    def hands_over(self, transfer: str | None, wished: bool) -> bool:
        """Until the agency has a case."""
        return transfer == "pending" or super().hands_over(transfer, wished)


if __name__ == "__main__":
    sys.exit(serve(Client()))
