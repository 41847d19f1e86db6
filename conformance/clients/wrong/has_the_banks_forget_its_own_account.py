"""A client that tells the banks of the agency's account alone."""

import sys
from collections.abc import Sequence

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Puts the new account in place of the old one."""

    id = "has-the-banks-forget-its-own-account"
    mistake = "Its message to the banks names the agency's account alone, so they forget the company's own."
    must = ("banks.accounts-kept",)
    on = ("kassavirta/consumer-after-the-banks-were-told",)

    def accounts_told(self, own: Sequence[str], agencys: str | None) -> list[str]:
        """The agency's."""
        return [agencys] if agencys else list(own)


if __name__ == "__main__":
    sys.exit(serve(Client()))
