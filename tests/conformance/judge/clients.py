"""Small clients for the tests of drivers and runner: each speaks the protocol, and does one thing its own way."""

import contextlib
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import requests


class Client:
    """Answers everything as the protocol has it, and does nothing at all."""

    hello: ClassVar[dict[str, Any]] = {}

    def __init__(self) -> None:
        self.closed = False
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        self.asked.append(request)
        if request["op"] == "hello":
            return {"id": request["id"], "ok": self.hello_words()}
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


class Activates(Client):
    """Orders the service once, through the provider's API."""

    def configure(self, request: dict[str, Any]) -> dict[str, Any]:
        self.endpoint = request["endpoints"]["maventa"]
        self.contact = request["company"]["contact"]["email"]
        self.bearer = ""
        return {}

    def act(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["action"] == "activate":
            self.order()
        return {"outcome": "pending"}

    def order(self) -> None:
        self.call("PUT", "/v2/services/ropo/receivables", {"agreement_contact_email": self.contact})

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        """Make a call; with a new token if the old one has expired."""
        answer = self.called(method, path, body) if self.bearer else None
        if answer is None or answer.status_code == 401:
            self.bearer = self.token()
            answer = self.called(method, path, body)
        answer.raise_for_status()

    def called(self, method: str, path: str, body: dict[str, Any] | None) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.bearer}"}
        return requests.request(
            method, self.endpoint["base_url"] + path, json=body, headers=headers, timeout=10
        )

    def token(self) -> str:
        form = {"grant_type": "client_credentials", "scope": "company"}
        form |= {name: self.endpoint[name] for name in ("client_id", "client_secret", "vendor_api_key")}
        return str(requests.post(self.endpoint["token_url"], data=form, timeout=10).json()["access_token"])


class Stoic(Activates):
    """Bears whatever it is answered."""

    def order(self) -> None:
        with contextlib.suppress(requests.RequestException):
            super().order()


class Listens(Activates):
    """Has webhooks handed over by the harness."""

    hello: ClassVar[dict[str, Any]] = {"webhooks": "driver"}

    def configure(self, request: dict[str, Any]) -> dict[str, Any]:
        super().configure(request)
        self.subscribe(f"{self.endpoint['webhook_url']}/news?company=1")
        return {}

    def subscribe(self, address: str) -> None:
        events = ["RECEIVABLES.SERVICE.ACTIVATED"]
        body = {"destination_type": "WEBHOOK", "destination": address, "events": events}
        self.call("POST", "/v1/company/notifications", body)


class HasAnAddress(Listens):
    """Takes webhooks at an address of its own, and reads the service as it does."""

    hello: ClassVar[dict[str, Any]] = {"webhooks": "url"}

    def configure(self, request: dict[str, Any]) -> dict[str, Any]:
        Activates.configure(self, request)
        client = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                client.call("GET", "/v2/services/ropo/receivables")
                self.send_response(202)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002 - the name is the base class's

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{self.server.server_port}/hooks"
        self.subscribe(f"{address}/news")
        return {"webhook_url": address}

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Nowhere(Client):
    """Says that it has an address, and does not say which."""

    hello: ClassVar[dict[str, Any]] = {"webhooks": "url"}


class SubscribesBehindOurBack(Listens):
    """Registers the harness's address although it declares no webhooks."""

    hello: ClassVar[dict[str, Any]] = {"webhooks": "none"}


class Unsending(Activates):
    """Does not send invoices by itself."""

    hello: ClassVar[dict[str, Any]] = {"actions": ["activate"]}


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


class RaisesSystemExit(Client):
    """Thinks that it is a program."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        raise SystemExit(0)


class RaisesKeyboardInterrupt(Client):
    """Acts as if somebody had interrupted it."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        raise KeyboardInterrupt


class Unspeakable(Exception):
    """Ends the program of whoever asks what it says."""

    def __str__(self) -> str:
        raise SystemExit(0)


class RaisesTheUnspeakable(Client):
    """Fails with an exception that fails too."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        raise Unspeakable


class CallsAtBye(Activates):
    """Has one more look at the service before it says goodbye."""

    def bye(self, request: dict[str, Any]) -> dict[str, Any]:
        self.call("GET", "/v2/services/ropo/receivables")
        return {}


class CallsWhenClosed(Activates):
    """Has one more look at the service after it said goodbye."""

    def close(self) -> None:
        if hasattr(self, "endpoint"):
            self.call("GET", "/v2/services/ropo/receivables")


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


class Insomniac(Activates):
    """Wants to be woken a second later, always."""

    def tick(self, request: dict[str, Any]) -> dict[str, Any]:
        later = datetime.fromisoformat(request["now"]) + timedelta(seconds=1)
        return {"wake_at": later.isoformat()}


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


class Unreadable(dict[str, Any]):
    """An object that raises when it is read."""

    def items(self) -> Any:
        raise Unspeakable


def not_readable() -> Any:
    """A client whose replies cannot be read."""
    return lambda request: Unreadable(id=request["id"])


def nothing_to_call() -> Any:
    """A client that is no client."""
    return None


def broken() -> Any:
    """A client that cannot be made."""
    raise OSError("no licence")


A_VALUE = 5
