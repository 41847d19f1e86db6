"""A client that reports a payment again when it heard nothing of the first report."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Looks at nothing before it sends a report again."""

    id = "reports-again-without-looking"
    mistake = "When the answer to a report of a payment is cut it sends the report again, without a look at the case."
    must = ("network.unknown-outcome",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.direct-reported": "the agency takes both reports, so more is reported than was paid",
    }
    on = ("ropo/report-of-a-payment-taken-and-its-answer-lost",)

    def looks_first(self, what: str) -> bool:
        """At anything but reports."""
        return what != "report" and super().looks_first(what)


if __name__ == "__main__":
    sys.exit(serve(Client()))
