"""A client that takes collection for a matter of its user alone."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends what nobody was reminded of."""

    id = "collects-without-reminding"
    mistake = "It hands an invoice over for collection of which no reminder and no notice has been sent."
    must = ("transfer.reminded-first",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the transfer fails, and the invoice is in error",
    }
    on = ("amili/collected-after-reminder-and-notice",)

    def reminds_before_collection(self) -> bool:
        """The agency will see to that."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
