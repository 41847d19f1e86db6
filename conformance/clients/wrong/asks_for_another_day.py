"""A client that adds a week to the days that its user names."""

import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Wants to be on the safe side."""

    id = "asks-for-another-day"
    mistake = "It asks the agency for a due date, or for a hold, a week later than its user wants."
    must = ("request.sent",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the reminder, the demand and the payments come later than the story says",
    }
    on = (
        "kassavirta/due-date-granted",
        "kassavirta/hold-over",
    )

    def wished_day(self, kind: str, day: str) -> str:
        """A week later."""
        return (date.fromisoformat(day) + timedelta(days=7)).isoformat()


if __name__ == "__main__":
    sys.exit(serve(Client()))
