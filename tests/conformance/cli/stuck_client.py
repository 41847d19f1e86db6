"""A client that never answers its first tick: it says so in the pipe that STUCK_PIPE names, and keeps that open."""

import os
import sys
import threading
from typing import Any

from conformance.clients.reference.protocol import serve
from conformance.clients.wrong import WrongClient


class Client(WrongClient):
    """Works for ever."""

    id = "stuck"
    mistake = "It never comes back."
    must = ("protocol.answers",)
    on = ("ropo/paid-in-time",)

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["op"] == "tick":
            os.write(os.open(os.environ["STUCK_PIPE"], os.O_WRONLY), b"stuck\n")
            threading.Event().wait()
        return super().__call__(request)


if __name__ == "__main__":
    sys.exit(serve(Client()))
