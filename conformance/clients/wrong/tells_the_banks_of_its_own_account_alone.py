"""A client that tells the banks what they know."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Never asks which account the agency has."""

    id = "tells-the-banks-of-its-own-account-alone"
    mistake = "Its message to the banks names the company's own account and not the agency's."
    must = ("banks.account-added",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the banks do not know the agency's account, so the consumer's invoice ends in error",
    }
    on = (
        "kassavirta/consumer-after-the-banks-were-told",
        "kassavirta/consumer-before-the-banks-were-told",
    )

    def accounts_told(self, own: Sequence[str], agencys: str | None) -> list[str]:
        """The company's."""
        return list(own)


if __name__ == "__main__":
    sys.exit(serve(Client()))
