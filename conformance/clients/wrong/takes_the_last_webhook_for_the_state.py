"""A client for which the webhook that came last is how things stand."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Lets the reminder's late webhook undo the payment demand."""

    id = "takes-the-last-webhook-for-the-state"
    mistake = "It shows what the last webhook said, although webhooks come late and overtake each other."
    must = ("webhook.once",)
    may: ClassVar[Mapping[str, str]] = {
        "case.followed": "the case has gone further than it shows",
    }
    on = ("ropo/webhooks-late-and-out-of-order",)

    def status_in_webhook(self, data: dict[str, Any]) -> str | None:
        """The letter that it tells of."""
        letters = ("reminder_sent", "payment_demand_sent")
        return str(data["type"]) if data.get("type") in letters else None


if __name__ == "__main__":
    sys.exit(serve(Client()))
