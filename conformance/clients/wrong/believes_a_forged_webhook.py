"""A client that takes a webhook for the provider's word."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes the state of the service from whatever is posted to its address."""

    id = "believes-a-forged-webhook"
    mistake = (
        "It believes what a webhook says of the service, also if somebody else sent it, and does not ask."
    )
    must = ("webhook.once",)
    may: ClassVar[Mapping[str, str]] = {
        "activation.shown": "it shows a pending service as active",
        "story.expect": "the story says that nobody has signed",
    }
    on = ("ropo/webhooks-forged",)

    def service_in_webhook(self, event: str) -> str | None:
        """What its name says."""
        return {"ACTIVATED": "active", "REJECTED": "declined"}.get(event.rpartition(".")[2])


if __name__ == "__main__":
    sys.exit(serve(Client()))
