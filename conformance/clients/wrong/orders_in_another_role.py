"""A client in which everybody is an administrator."""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Orders the service in a role that its user has not."""

    id = "orders-in-another-role"
    mistake = "It names the role that is needed, and not the one of the user who asked."
    must = ("activation.user",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the service was ordered after all, and is reset before the story goes on",
    }
    on = ("amili/ordered-by-who-may-not",)

    def user_given(self, user: dict[str, Any]) -> dict[str, Any]:
        """Promoted."""
        return {**user, "role": "company administrator"}


if __name__ == "__main__":
    sys.exit(serve(Client()))
