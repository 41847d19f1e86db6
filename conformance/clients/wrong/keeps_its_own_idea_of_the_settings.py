"""A client that reads the agency's settings never again."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Shows the settings as it knew them when it last changed one."""

    id = "keeps-its-own-idea-of-the-settings"
    mistake = "It does not see what the agency's portal has changed of the settings."
    must = ("settings.followed",)
    on = ("kravia/settings-changed-in-the-portal",)

    def reads_settings(self) -> bool:
        """Not again."""
        return False


if __name__ == "__main__":
    sys.exit(serve(Client()))
