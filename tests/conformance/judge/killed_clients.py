"""Small clients that are killed and go on: each calls the provider in one op, so that a kill can meet it there."""

import os
from typing import Any, ClassVar

from tests.conformance.judge.clients import Activates, HasAnAddress, Listens

__all__ = ["Activates"]


class Curious(Activates):
    """Reads the service in one of its ops."""

    at: ClassVar[str] = ""

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        reply = super().__call__(request)
        if request["op"] == self.at and not request.get("fresh"):
            self.call("GET", "/v2/services/ropo/receivables")
        return reply


class AtAct(Curious):
    """In an act."""

    at = "act"


class AtTick(Curious):
    """In a tick."""

    at = "tick"


class AtView(Curious):
    """In a view."""

    at = "view"


class AtBank(Curious):
    """When a statement comes."""

    hello: ClassVar[dict[str, Any]] = {"bank": ["camt.053.001.02"]}
    at = "bank"


class AtConfigure(Curious):
    """When it is to go on."""

    at = "configure"


class AtWebhook(Curious, Listens):
    """When a webhook comes."""

    at = "webhook"

    def configure(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["fresh"]:
            return super().configure(request)
        return Activates.configure(self, request)


class AtItsAddress(HasAnAddress):
    """When a webhook comes to its own address, which is another after every start."""


class Fickle(Activates):
    """Calls itself another in every process."""

    def hello_words(self) -> dict[str, Any]:
        return {**super().hello_words(), "version": str(os.getpid())}


class Forgetful(Activates):
    """Cannot go on."""

    def configure(self, request: dict[str, Any]) -> dict[str, Any]:
        if not request["fresh"]:
            raise FileNotFoundError("the books are gone")
        return super().configure(request)


class Chatty(Activates):
    """Prints what it does, and leaves a sign when it is closed."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        print("ticking")
        return {}
