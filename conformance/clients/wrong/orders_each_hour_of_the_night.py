"""A client that cannot wait for the morning."""

import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Comes back after an hour, however late it was told to."""

    id = "orders-each-hour-of-the-night"
    mistake = "It orders the service again at each hour of the maintenance break."
    must = ("network.retry-after",)
    on = ("amili/ordered-at-night",)

    def comes_back(self, now: datetime, pause: timedelta, zone: ZoneInfo) -> datetime:
        """In an hour at the latest."""
        return super().comes_back(now, min(pause, timedelta(hours=1)), zone)


if __name__ == "__main__":
    sys.exit(serve(Client()))
