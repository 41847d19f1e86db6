"""Clients that misbehave towards the harness. Each is run as a process, and each in its own way."""

import json
import sys
from typing import Any, ClassVar

from tests.conformance.judge.clients import Activates


class Liar(Activates):
    """Shows the service as active as soon as it is ordered."""


class OneBehind(Activates):
    """Answers each request with the id of the one before."""

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        reply = super().__call__(request)
        return reply if request["op"] != "tick" else {**reply, "id": request["id"] - 1}


class Boaster(Activates):
    """Declares the action comment, and cannot comment."""

    hello: ClassVar[dict[str, Any]] = {"actions": ["activate", "comment", "send_invoice"]}

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        if request.get("action") == "comment":
            error = {"kind": "unsupported", "message": "comments come with the next version"}
            return {"id": request["id"], "error": error}
        return super().__call__(request)


class Afterthought(Activates):
    """Has one more look at the service after its last reply. Run by `main`, which writes before it calls.

    After an earlier reply the harness might not have read that yet, and would take the call for one of the request.
    The token for it is fetched in time, so that it is always the same call.
    """

    def view(self, request: dict[str, Any]) -> dict[str, Any]:
        self.bearer = self.token()
        return super().view(request)

    def after(self, op: str) -> None:
        if op == "bye":
            self.call("GET", "/v2/services/ropo/receivables")


class Unreachable(Activates):
    """Declares webhooks, and registers none."""

    hello: ClassVar[dict[str, Any]] = {"webhooks": "driver"}


class Flood(Activates):
    """Answers a tick with 100 MB."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"padding": "x" * 100_000_000}


class Blabber(Activates):
    """Logs what it was configured with, and dies of it."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        raise KeyError(
            f"no such key beside client_secret={self.endpoint['client_secret']}, token={self.token()}"
        )


def main() -> None:
    """An `Afterthought` as a process."""
    client = Afterthought()
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(client(request)), flush=True)
        client.after(request["op"])
        if request["op"] == "bye":
            break


if __name__ == "__main__":
    main()
