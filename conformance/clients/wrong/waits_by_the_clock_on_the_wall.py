"""A client whose hours are not all of one length."""

import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Adds what it has to wait to the local time, which jumps that night."""

    id = "waits-by-the-clock-on-the-wall"
    mistake = (
        "In the night to summer time it comes back an hour early: it adds the pause to what the clock shows."
    )
    must = ("network.retry-after",)
    on = ("amili/ordered-in-the-night-to-summer-time",)

    def comes_back(self, now: datetime, pause: timedelta, zone: ZoneInfo) -> datetime:
        """By the clock on the wall."""
        return super().comes_back(now.astimezone(zone), pause, zone)


if __name__ == "__main__":
    sys.exit(serve(Client()))
