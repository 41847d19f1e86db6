"""A client that never hears that an activation was reset."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Waits for a form that nobody can finish any more."""

    id = "keeps-waiting-after-the-reset"
    mistake = "It shows an activation as pending after it was reset, and so never orders the service again."
    must = (
        "activation.shown",
        "story.expect",
    )
    on = ("amili/form-left-over-the-beginning-of-summer-time",)

    def service_heard(self, before: str, told: str) -> str:
        """It waits."""
        return before if (before, told) == ("pending", "inactive") else super().service_heard(before, told)


if __name__ == "__main__":
    sys.exit(serve(Client()))
