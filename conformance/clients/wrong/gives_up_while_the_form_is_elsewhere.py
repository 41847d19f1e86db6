"""A client that gives an identification up before anybody has answered."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes a form that was passed on for one that was declined."""

    id = "gives-up-while-the-form-is-elsewhere"
    mistake = "While somebody else at the company has the form, it shows the service as declined."
    must = ("activation.shown",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says that the service is pending",
    }
    on = ("amili/forwarded-and-finished-by-power-of-attorney",)

    def service_heard(self, before: str, told: str) -> str:
        """Nobody answers."""
        return "declined" if before == told == "pending" else super().service_heard(before, told)


if __name__ == "__main__":
    sys.exit(serve(Client()))
