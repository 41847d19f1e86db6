"""A client that goes on working when it has said that it is done."""

import sys

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Calls the provider once more after its reply to `bye`."""

    id = "calls-after-bye"
    mistake = "It calls the provider after its reply to `bye`, when no request is open."
    must = ("protocol.quiet",)
    on = ("ropo/paid-in-time",)
    reuse = False

    def close(self) -> None:
        """Have one more look at the service, when the last reply has long been given."""
        if self.provider is not None:
            self.provider.service()
        super().close()


if __name__ == "__main__":
    sys.exit(serve(Client()))
