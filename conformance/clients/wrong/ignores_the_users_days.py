"""A client that transfers as soon as the agency takes an invoice."""

import sys
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Leaves the days that its user set unread."""

    id = "ignores-the-users-days"
    mistake = (
        "Its automation transfers on the first day that the agency allows, although its user set more days."
    )
    must = ("transfer.not-early",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the invoice is in collection on a day on which its user still waits for the money",
    }
    on = ("ropo/automatic-transfer-as-the-user-set-it",)

    def transfer_opens(self, due: date, days: int, days_setting: int | None) -> date:
        """The provider's day."""
        return super().transfer_opens(due, days, None)


if __name__ == "__main__":
    sys.exit(serve(Client()))
