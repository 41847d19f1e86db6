"""A client whose automation does not ask what else has become of an invoice."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers what is financed, was reminded by the company, or was given to another agency."""

    id = "collects-what-others-have"
    mistake = "Its automation takes invoices that are financed, already reminded, or given to another agency."
    must = ("transfer.left-alone",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "invoices that were to stay with the company are in collection",
    }
    on = ("kravia/automatic-transfer-leaves-what-it-must",)

    def spares(self, why: str) -> bool:
        """None of the three."""
        return why not in ("financed", "reminded", "given_away") and super().spares(why)


if __name__ == "__main__":
    sys.exit(serve(Client()))
