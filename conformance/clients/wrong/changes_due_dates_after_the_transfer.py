"""A client in which a due date never stands."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes another due date although the agency has the invoice."""

    id = "changes-due-dates-after-the-transfer"
    mistake = "It changes the due date of an invoice that the agency has, which knows nothing of it."
    must = ("transfer.due-date",)
    on = ("kravia/due-date-changed-before-the-transfer",)

    def due_date_stands(self, handed_over: bool) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
