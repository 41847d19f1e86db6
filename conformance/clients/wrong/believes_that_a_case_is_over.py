"""A client that takes a webhook for the end of a case."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Closes a case because a webhook with its ids says so."""

    id = "believes-that-a-case-is-over"
    mistake = "Anybody who knows the ids of a case can end it in its books with a webhook."
    must = ("case.followed", "story.expect", "webhook.once")
    on = ("ropo/a-case-is-said-to-be-over",)

    def end_in_webhook(self, data: dict[str, Any]) -> bool:
        """As it says."""
        return data.get("type") == "close"


if __name__ == "__main__":
    sys.exit(serve(Client()))
