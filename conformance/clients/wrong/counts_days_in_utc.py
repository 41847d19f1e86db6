"""A client whose days begin at midnight UTC."""

import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Waits two or three hours too long, because its midnight is not the provider's."""

    id = "counts-days-in-utc"
    mistake = "It counts the waiting days in UTC, and transfers hours after the day has begun where the provider is."
    must = ("transfer.on-time",)
    on = ("ropo/summer-time-begins", "ropo/summer-time-ends")

    def has_opened(self, opens: date, since: date, now: datetime, zone: ZoneInfo) -> bool:
        """By the calendar of Greenwich."""
        return now.astimezone(UTC).date() >= opens


if __name__ == "__main__":
    sys.exit(serve(Client()))
