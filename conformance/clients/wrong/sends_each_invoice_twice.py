"""A client that sends an invoice and a copy."""

import sys
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends the copy under an id of its own, so nobody can know that it is one."""

    id = "sends-each-invoice-twice"
    mistake = "It sends each invoice twice under two ids, so its debtor has two invoices of one number."
    must = ("invoice.once",)
    on = ("ropo/paid-in-time",)

    def ids_of_invoice(self, own: str) -> Sequence[str]:
        """The copy's, and the invoice's own."""
        return (str(uuid5(NAMESPACE_URL, own)), own)


if __name__ == "__main__":
    sys.exit(serve(Client()))
