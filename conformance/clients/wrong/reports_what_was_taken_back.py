"""A client whose reports wait in a queue that nobody takes them out of."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends the report of a payment that was taken back while it waited."""

    id = "reports-what-was-taken-back"
    mistake = "It reports a payment although its user took it back before the agency was told."
    must = ("payment.taken-back-first",)
    may: ClassVar[Mapping[str, str]] = {}
    on = ("ropo/taken-back-before-it-was-reported", "amili/taken-back-before-it-was-reported")

    def still_reports_what_was_taken_back(self) -> bool:
        """Yes."""
        return True


if __name__ == "__main__":
    sys.exit(serve(Client()))
