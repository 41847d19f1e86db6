"""A client that knows of one bank account."""

import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Books the statements of the company's first account, and none of another's."""

    id = "reads-one-account-only"
    mistake = (
        "It books what comes to the company's first account only, though it is paid to another one by now."
    )
    must = ("settlement.booked-once",)
    may: ClassVar[Mapping[str, str]] = {
        "payment.open-amount": "what was settled to the other account still shows as open",
        "story.expect": "the story says that the second invoice is paid",
    }
    on = ("kassavirta/settled-to-the-changed-account",)

    def accounts_read(self, own: Sequence[str]) -> Sequence[str]:
        """The first."""
        return own[:1]


if __name__ == "__main__":
    sys.exit(serve(Client()))
