"""A client that knows all the events that there will ever be."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.policy import EVENT_TYPES
from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Looks each event's type up in a table, and fails where it is not there."""

    id = "breaks-on-an-unknown-event-type"
    mistake = "It fails when an event has a type that it does not know."
    must = ("network.unfamiliar",)
    may: ClassVar[Mapping[str, str]] = {
        "protocol.answers": "it replies with an error, and the story ends there",
    }
    on = ("ropo/something-unheard-of",)

    def is_for_the_user(self, event_type: str) -> bool:
        """As the table says."""
        return EVENT_TYPES[event_type]


if __name__ == "__main__":
    sys.exit(serve(Client()))
