"""A client whose transfers have an address that no letter finds."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Gives the agency street and city."""

    id = "leaves-the-postal-code-out"
    mistake = "It transfers an invoice without the postal code that its user had given for the debtor."
    must = ("transfer.whole-address",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the provider refuses such a transfer, and the invoice never gets into collection",
    }
    on = ("perinta/paid-after-the-reminder",)

    def debtor_of(self, debtor: Mapping[str, Any], company: Mapping[str, Any]) -> Mapping[str, Any]:
        """The debtor, with a part of its address."""
        return {**debtor, "address": {**debtor["address"], "postal_code": ""}}


if __name__ == "__main__":
    sys.exit(serve(Client()))
