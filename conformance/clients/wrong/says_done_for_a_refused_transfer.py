"""A client that takes any answer for success."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Tells its user that it is done whatever the provider answered."""

    id = "says-done-for-a-refused-transfer"
    mistake = "It answers done to its user when the provider has refused."
    must = ("outcome.true",)
    on = ("ropo/transfer-refused-with-a-text",)

    def outcome_of_refusal(self) -> str:
        """The call was made, after all."""
        return "done"


if __name__ == "__main__":
    sys.exit(serve(Client()))
