"""A client that reports only once there is a case."""

import sys

from conformance.clients.reference.books import Invoice
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Has nobody to report to while a transfer is pending, and does not come back to it."""

    id = "forgets-what-was-paid-before-the-case"
    mistake = "What its debtor pays to the company between the transfer and the opening of the case is never reported."
    must = ("payment.direct-reported",)
    on = ("ropo/paid-before-the-case-was-opened",)

    def is_with_agency(self, invoice: Invoice) -> bool:
        """Not before it has a case."""
        return super().is_with_agency(invoice) and invoice.case_id is not None


if __name__ == "__main__":
    sys.exit(serve(Client()))
