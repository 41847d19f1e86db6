"""A client whose automation cannot be turned off."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Keeps transferring once it was told to."""

    id = "ignores-that-its-automation-was-turned-off"
    mistake = "It goes on transferring by itself after its user turned auto_transfer off."
    must = ("transfer.asked",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the invoice that its user wanted to keep is in collection",
    }
    on = ("ropo/automatic-transfer-as-the-user-set-it",)

    was_on = False

    def transfers_by_itself(self, enabled: bool) -> bool:
        """Whether it was ever told to."""
        self.was_on = self.was_on or enabled
        return self.was_on


if __name__ == "__main__":
    sys.exit(serve(Client()))
