"""A client that takes a currency for a trouble that passes."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Tries once more when its user does."""

    id = "sends-a-currency-again"
    mistake = "It hands an invoice in a foreign currency over again, after that had ended in an error."
    must = ("transfer.currency-once",)
    on = ("amili/half-of-a-batch-fails",)

    def sends_currency_again(self) -> bool:
        """Perhaps it is taken now."""
        return True


if __name__ == "__main__":
    sys.exit(serve(Client()))
