"""A client that reports a payment once, whatever becomes of the report."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Strikes a report off its list when it has tried to send it."""

    id = "drops-a-report-that-met-trouble"
    mistake = "A report that breaks off, or is answered 429, is never sent again."
    must = ("payment.direct-reported",)
    may: ClassVar[Mapping[str, str]] = {
        "network.retry-after": "what was answered 429 is not tried again",
    }
    on = ("ropo/reports-that-were-not-taken",)

    def reports_again(self) -> bool:
        """One try has to do."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
