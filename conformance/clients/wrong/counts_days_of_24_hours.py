"""A client that takes a day for 24 hours."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Is an hour early when a day of 25 hours lies in between: that is a day early."""

    id = "counts-days-of-24-hours"
    mistake = (
        "It counts a waiting day as 24 hours, and transfers on the evening before when summer time has ended."
    )
    must = ("transfer.not-early",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the provider refuses the early transfer, and the invoice never gets into collection",
    }
    on = ("ropo/summer-time-ends",)

    def has_opened(self, opens: date, since: date, now: datetime, zone: ZoneInfo) -> bool:
        """When so many hours have passed since the midnight it counts from."""
        midnight = datetime.combine(since, time(), zone).astimezone(UTC)
        return now.astimezone(UTC) - midnight >= timedelta(hours=24) * (opens - since).days


if __name__ == "__main__":
    sys.exit(serve(Client()))
