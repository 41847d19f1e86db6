"""A client that tells an agency from a debtor by what one of them writes beside its name."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows the agencies that give their business IDs, and takes any other payer for the debtor."""

    id = "takes-visma-amili-for-a-debtor"
    mistake = "It does not know VISMA AMILI, whose payments have no business ID, and books them as the debtor's own."
    must = ("settlement.booked-once", "payment.settlement-not-reported")
    may: ClassVar[Mapping[str, str]] = {
        "payment.booked-once": "what the agency paid stands in the ledger as a payment of the debtor",
        "story.expect": "the ledger has a direct payment in place of the settlement",
    }
    on = ("perinta/paid-after-the-reminder", "perinta/part-payment-then-the-rest")

    def is_agency(self, payer: str) -> bool:
        """Any that is not this one."""
        return super().is_agency(payer) and not payer.lower().startswith("visma")


if __name__ == "__main__":
    sys.exit(serve(Client()))
