"""A client that keeps a debtor's direct payment to itself."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books direct payments, and lets the agency go on collecting them."""

    id = "does-not-report-direct-payments"
    mistake = "It does not report a direct payment to the agency, which goes on collecting what is paid."
    must = ("payment.direct-reported",)
    on = ("ropo/paid-to-the-creditor",)

    def reports_to_agency(self, kind: str, with_agency: bool) -> bool:
        """Anything but direct payments."""
        return kind != "direct_payment" and super().reports_to_agency(kind, with_agency)


if __name__ == "__main__":
    sys.exit(serve(Client()))
