"""A client that waits in silence."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Shows an activation as pending for as long as it is, and no more."""

    id = "says-nothing-of-a-stuck-activation"
    mistake = "Of an activation that was not reset after three days it tells its user nothing."
    must = ("activation.stuck",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story wants the user to be sent to the provider",
    }
    on = ("amili/activation-stuck",)

    def is_stuck(self, late: bool) -> bool:
        """Never."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
