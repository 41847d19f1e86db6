"""A client that gives every try an id of its own."""

import sys
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Does not keep the id that it sent first."""

    id = "sends-again-under-another-id"
    mistake = "After an answer was lost it sends the invoice again under another uuid, and there are two."
    must = ("network.unknown-outcome",)
    on = ("kassavirta/sent-and-its-answer-lost",)

    def ids_of_invoice(self, own: str) -> Sequence[str]:
        """Another one each time."""
        self._tries = getattr(self, "_tries", 0) + 1
        return (str(uuid5(NAMESPACE_URL, f"{own}/{self._tries}")),)


if __name__ == "__main__":
    sys.exit(serve(Client()))
