"""A client that believes that whatever it sends is paid to the agency."""

import re
import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Never looks where an invoice went."""

    id = "takes-the-agencys-account-for-its-own"
    mistake = "Of an ordinary invoice it shows the account that other debtors were given by the agency."
    must = ("invoice.payment-details",)
    on = ("kassavirta/sent-after-closing",)

    def told_debtor(self, own: Any, changed: str | None) -> Any:
        """The account of the last invoice on which it was changed, in place of the company's."""
        known = [one.sent_iban for one in self.desk.books.invoices("sent_iban IS NOT NULL")]
        is_account = re.match("[A-Z]{2}[0-9]{2}", str(own))
        return changed or (known[-1] if known and is_account else own)


if __name__ == "__main__":
    sys.exit(serve(Client()))
