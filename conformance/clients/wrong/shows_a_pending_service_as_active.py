"""A client for which an order is a service."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Shows the service as active as soon as it was ordered."""

    id = "shows-a-pending-service-as-active"
    mistake = "It shows the service as active while nobody has signed the agreement."
    must = ("activation.shown",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says that the service is pending",
    }
    on = ("ropo/activation-never-signed",)

    def service_shown(self, state: str) -> str:
        """A little ahead."""
        return "active" if state == "pending" else state


if __name__ == "__main__":
    sys.exit(serve(Client()))
