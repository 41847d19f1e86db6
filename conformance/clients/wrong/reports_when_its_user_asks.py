"""A client that leaves it to its user to tell the agency."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books a direct payment, and reports it once the user records it by hand."""

    id = "reports-when-its-user-asks"
    mistake = "It knows of a direct payment, and waits for its user before it tells the agency."
    must = ("payment.direct-reported", "report.unasked")
    on = ("ropo/recorded-by-hand-as-well",)

    def reports_by_itself(self) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
