"""Small clients for the tests, driven by the Python driver: each speaks the protocol, and does one thing its own way."""

import threading
from typing import Any, ClassVar

import requests


class Quiet:
    """Answers everything as the protocol has it, and does nothing at all."""

    hello: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        self.closed = False
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        return {"id": request["id"], "ok": getattr(self, request["op"], self.nothing)(request)}

    def nothing(self, request: dict[str, Any]) -> dict[str, Any]:
        return {}

    def close(self) -> None:
        self.closed = True

    def act(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"outcome": "done"}

    def webhook(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"status": 204}

    def view(self, request: dict[str, Any]) -> dict[str, Any]:
        return {
            "services": [{"provider": "ropo", "state": "active"}],
            "invoices": [],
            "ledger": [],
            "messages": [],
        }

    def hello_words(self) -> dict[str, Any]:
        words = {
            "client": "quiet",
            "version": "1",
            "protocol": 1,
            "providers": ["ropo"],
            "actions": ["activate", "send_invoice", "transfer_invoice"],
            "views": ["services"],
        }
        return {**words, **self.hello}


class Client(Quiet):
    """Quiet, with a hello."""

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["op"] == "hello":
            return {"id": request["id"], "ok": self.hello_words()}
        return super().__call__(request)


class Activates(Client):
    """Orders the service once, through the provider's API."""

    def configure(self, request: dict[str, Any]) -> dict[str, Any]:
        self.endpoint = request["endpoints"]["maventa"]
        return {}

    def act(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["action"] == "activate":
            self.order()
        return {"outcome": "pending"}

    def order(self) -> None:
        form = {"grant_type": "client_credentials", "scope": "company"}
        form |= {name: self.endpoint[name] for name in ("client_id", "client_secret", "vendor_api_key")}
        token = requests.post(self.endpoint["token_url"], data=form, timeout=10).json()["access_token"]
        answer = requests.put(
            f"{self.endpoint['base_url']}/v2/services/ropo/receivables",
            json={"agreement_contact_email": "talous@example.fi"},
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )
        answer.raise_for_status()


class ActivatesAtEveryTick(Activates):
    """Orders it again whenever it is called."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        self.order()
        return {}


class Hangs(Client):
    """Never comes back from its first tick."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        threading.Event().wait()
        return {}


class Raises(Client):
    """Fails at its first tick."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        raise RuntimeError("the database is locked")


class Leaks(Activates):
    """May be used again, but is not as new then."""

    hello: ClassVar[dict[str, Any]] = {"reuse": True}
    lives = 0

    def configure(self, request: dict[str, Any]) -> dict[str, Any]:
        self.lives += 1
        return super().configure(request)

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        if self.lives > 1:
            self.order()
        return {}


class Insomniac(Client):
    """Wants to be woken a second later, always."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        second = int(request["now"][17:19])
        return (
            {"wake_at": f"{request['now'][:17]}{second + 1:02d}{request['now'][19:]}"} if second < 59 else {}
        )


class Mute(Client):
    """Has no providers."""

    hello: ClassVar[dict[str, Any]] = {"providers": []}


class Foreign(Client):
    """Serves others."""

    hello: ClassVar[dict[str, Any]] = {"providers": ["roppo", "ropo2"]}


class Futuristic(Client):
    """Speaks a later protocol."""

    hello: ClassVar[dict[str, Any]] = {"protocol": 2}


class Idle(Client):
    """Knows no action."""

    hello: ClassVar[dict[str, Any]] = {"actions": ["fly"]}


def not_json() -> Any:
    """A client whose replies no JSON can carry."""
    return lambda request: {"id": request["id"], "ok": {"set": {1, 2}}}


def nothing_to_call() -> Any:
    """A client that is no client."""
    return None


def broken() -> Any:
    """A client that cannot be made."""
    raise OSError("no licence")


A_VALUE = 5
