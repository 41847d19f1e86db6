"""A client that knows the company by one name only."""

import sys
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Sends the claim in the name of the company."""

    id = "keeps-the-auxiliary-name"
    mistake = "It hands an invoice over without the auxiliary business name in which it was made."
    must = ("transfer.tells",)
    on = ("amili/in-another-name-with-a-contact-person",)

    def sent_along(self, further: dict[str, Any]) -> dict[str, Any]:
        """All but that."""
        return {key: value for key, value in further.items() if key != "auxiliary_name"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
