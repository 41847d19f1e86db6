"""A client that takes a setting of the agency for one of its own."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Says that a setting is changed, and does not tell the agency."""

    id = "keeps-settings-to-itself"
    mistake = "It says that a setting is changed, and its agency is not told."
    must = ("settings.changed",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "no second reminder leaves, so its debtor does not pay after it",
    }
    on = ("kravia/two-reminders",)

    def tells_settings(self) -> bool:
        """No."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
