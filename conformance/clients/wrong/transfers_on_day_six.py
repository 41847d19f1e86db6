"""A client that counts the due date itself as the first day after it."""

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Transfers a day before the agency takes an invoice."""

    id = "transfers-on-day-six"
    mistake = "It transfers an invoice 6 days after the due date (13 for a consumer), a day too early."
    must = ("transfer.not-early",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the provider refuses the early transfer, and the invoice never gets into collection",
    }
    on = ("ropo/automatic-transfer",)

    def transfer_opens(self, due: date, days: int, days_setting: int | None) -> date:
        """A day early, whatever the user's own waiting time is."""
        return super().transfer_opens(due, days, None) - timedelta(days=1)


if __name__ == "__main__":
    sys.exit(serve(Client()))
