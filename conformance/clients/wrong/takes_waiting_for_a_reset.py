"""A client that does not give its user three days."""

import sys
from collections.abc import Mapping
from typing import ClassVar

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Takes an activation that waits for one that was reset."""

    id = "takes-waiting-for-a-reset"
    mistake = "On the day after the order it shows the service as inactive, although the form can still be finished."
    must = ("activation.shown",)
    may: ClassVar[Mapping[str, str]] = {
        "story.expect": "the story says that the service is pending",
    }
    on = ("amili/form-left-over-the-beginning-of-summer-time",)

    def service_heard(self, before: str, told: str) -> str:
        """It was not finished by now."""
        return "inactive" if before == told == "pending" else super().service_heard(before, told)


if __name__ == "__main__":
    sys.exit(serve(Client()))
