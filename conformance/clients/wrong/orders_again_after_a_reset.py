"""A client that orders a service which its user has let go."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Orders the service whenever there is none."""

    id = "orders-again-after-a-reset"
    mistake = "When an activation was reset it orders the service again by itself."
    must = ("activation.asked",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says that the service is inactive",
    }
    on = ("amili/form-left-over-the-beginning-of-summer-time",)

    def should_activate(self, state: str, wished: bool) -> bool:
        """Where there is none, too."""
        return state == "inactive" or super().should_activate(state, wished)


if __name__ == "__main__":
    sys.exit(serve(Client()))
