"""A client whose automation takes every overdue invoice."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers small ones, those of the prevented group, and those whose collection is prohibited."""

    id = "ignores-who-is-exempt"
    mistake = "Its automation transfers what its user has kept out of it: debtors, and small amounts."
    must = ("transfer.as-set",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the invoices that its user wanted to keep are in collection",
    }
    on = ("ropo/automatic-transfer-as-the-user-set-it", "ropo/automatic-transfer")

    def spares(self, why: str) -> bool:
        """Nobody is."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
