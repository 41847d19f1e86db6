"""A client for which an invoice is overdue on its due date."""

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Asks whether the due date has come, and not whether it is past."""

    id = "transfers-on-the-due-date"
    mistake = "It transfers an invoice on its due date, which the debtor has for paying."
    must = ("transfer.not-early",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the early transfer is refused, or ends in an error, and there is no case",
    }
    on = ("perinta/automatic-transfer", "perinta/too-early-ends-in-an-error")

    def transfer_opens(self, due: date, days: int, days_setting: int | None) -> date:
        """From the due date on, where the day after it is the first."""
        opens = super().transfer_opens(due, days, days_setting)
        return due if opens == due + timedelta(days=1) else opens


if __name__ == "__main__":
    sys.exit(serve(Client()))
