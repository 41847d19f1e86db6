"""A client that sends the customer, and not whom to write to there."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows the contact person, and keeps it."""

    id = "leaves-out-the-contact-person"
    mistake = "It hands an invoice over without the e-mail address and phone number of the customer's contact person."
    must = ("transfer.tells",)
    on = ("amili/in-another-name-with-a-contact-person",)

    def sent_along(self, further: dict[str, Any]) -> dict[str, Any]:
        """All but that."""
        return {key: value for key, value in further.items() if key != "contact_person"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
