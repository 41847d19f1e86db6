"""A client that claims the invoice alone."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows what the company's reminders have cost, and names them without their costs."""

    id = "pays-for-its-own-reminders"
    mistake = "It transfers an invoice without what the company's own reminders have cost."
    must = ("transfer.own-costs-told",)
    on = ("kravia/own-reminders-above-the-limit",)

    def sent_along(self, further: dict[str, Any]) -> dict[str, Any]:
        """The reminders, which have cost nothing."""
        return {**further, "sentReminders": [{**one, "cost": 0} for one in further["sentReminders"]]}


if __name__ == "__main__":
    sys.exit(serve(Client()))
