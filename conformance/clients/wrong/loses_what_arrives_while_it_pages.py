"""A client that believes to have read all up to now."""

import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reads on from this moment, and polls alone."""

    id = "loses-what-arrives-while-it-pages"
    mistake = "After a list it reads on from the moment at which it read, so it never hears of what arrived meanwhile."
    must = ("list.nothing-lost-while-paging",)
    may: ClassVar[Mapping[str, str]] = {
        "case.followed": "the case ended with what the client never heard of",
    }
    on = ("ropo/list-grows-while-it-is-read",)
    webhooks = "none"

    def reads_from(self, newest: datetime | None, now: datetime) -> datetime:
        """From the next second on: all before is read."""
        return now + timedelta(seconds=1)


if __name__ == "__main__":
    sys.exit(serve(Client()))
