"""A client that takes the first page of a list for the list."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Reads ten of twelve. It lives by polling alone: webhooks would tell it of what it does not read."""

    id = "forgets-page-two"
    mistake = "It reads only the first page of a list."
    must = ("list.read-to-the-end",)
    may: ClassVar[Mapping[str, str]] = {
        "case.followed": "it shows no letter of which it did not read",
    }
    on = ("ropo/twelve-invoices-fill-two-pages",)
    webhooks = "none"

    def reads_on(self, items: Sequence[object]) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
