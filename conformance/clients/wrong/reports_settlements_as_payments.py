"""A client that reports every payment of a transferred invoice, also the agency's own settlement."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Tells the agency of the agency's own money."""

    id = "reports-settlements-as-payments"
    mistake = "It reports the agency's settlement back to the agency, as a direct payment by the debtor."
    must = ("payment.settlement-not-reported",)
    may: ClassVar[Mapping[str, str]] = {
        "case.nothing-after-end": "the settlement comes when the case is over, and so does its report",
        "story.expect": "the agency believes the report, and collects less than the debtor owes",
    }
    on = ("ropo/part-payment-then-the-rest", "ropo/paid-after-the-reminder", "kravia/one-payment-an-invoice")

    def reports_to_agency(self, kind: str, with_agency: bool) -> bool:
        """Everything that lowers what is open."""
        return kind == "settlement_principal" or super().reports_to_agency(kind, with_agency)


if __name__ == "__main__":
    sys.exit(serve(Client()))
