"""A client that takes an agreement with a bank that stands for a new one."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Knows how a consumers' bank is first told of a company, and nothing else."""

    id = "tells-the-banks-by-another-kind-of-message"
    mistake = "It sends the banks an ADD where its user asks for a CHANGE, and they keep what they know."
    must = ("banks.account-added",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the banks do not know the agency's account, so the consumer's invoice ends in error",
    }
    on = (
        "kassavirta/consumer-after-the-banks-were-told",
        "kassavirta/consumer-before-the-banks-were-told",
    )

    def kind_of_message(self, asked: str) -> str:
        """The first one that there ever is."""
        return "ADD"


if __name__ == "__main__":
    sys.exit(serve(Client()))
